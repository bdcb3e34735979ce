import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { pipeline, Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

type Behaviour = 'forward' | 'swallow' | 'half-open' | 'cut' | { readonly delayMs: number };

/**
 * A TCP proxy on a loopback port of its own, in front of a server whose network a test breaks and
 * mends again. It starts forwarding; each method replaces what the one before it began.
 */
export class FaultyProxy {
  private behaviour: Behaviour = 'forward';
  private readonly links = new Set<Link>();
  private readonly changes = new Set<() => void>();
  private accepted = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (client) => {
      this.accept(client);
    });
  }

  /** In front of `port` on `host`, 127.0.0.1 by default. */
  static async start(port: number, host = '127.0.0.1'): Promise<FaultyProxy> {
    const server = createServer();
    const proxy = new FaultyProxy(server, { host, port });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** Where clients connect, on 127.0.0.1. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many connections clients have made so far, refused ones included. */
  get connections(): number {
    return this.accepted;
  }

  /** Bytes pass both ways, at once. */
  forward(): void {
    this.become('forward');
  }

  /**
   * Connections are accepted and stay open, and nothing passes either way. What was kept back
   * passes after `restore`, as a packet does that TCP sends again.
   */
  swallow(): void {
    this.become('swallow');
  }

  /** Every piece of bytes passes so many milliseconds later, one after the other in its direction. */
  delay(milliseconds: number): void {
    this.become({ delayMs: milliseconds });
  }

  /** Resets all connections, and each new one as soon as it is made. */
  cut(): void {
    this.become('cut');
    for (const link of this.links) link.reset();
  }

  /** Connections there are, and those made from now on, stay open and never answer, even after `restore`. */
  halfOpen(): void {
    this.become('half-open');
    for (const link of this.links) link.dead = true;
  }

  /** The network is back: as `forward`. Connections that were cut or half-opened stay lost. */
  restore(): void {
    this.become('forward');
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private become(behaviour: Behaviour): void {
    this.behaviour = behaviour;
    const waiting = [...this.changes];
    this.changes.clear();
    for (const wake of waiting) wake();
  }

  private accept(client: Socket): void {
    this.accepted += 1;
    const link = new Link(client, (link) => this.passage(link));
    this.links.add(link);
    client.once('close', () => this.links.delete(link));
    if (this.behaviour === 'cut') link.reset();
    else if (this.behaviour === 'half-open') link.dead = true;
    else link.connect(this.target);
  }

  /** Resolves when the next bytes of a connection may pass. */
  private async passage(link: Link): Promise<void> {
    if (typeof this.behaviour === 'object') await delay(this.behaviour.delayMs, undefined, { ref: false });
    while (link.dead || this.behaviour === 'swallow') {
      await new Promise<void>((resolve) => this.changes.add(resolve));
    }
  }
}

/** One client's connection and the one made for it to the server. */
class Link {
  dead = false;
  private upstream: Socket | undefined;

  constructor(
    private readonly client: Socket,
    private readonly passage: (link: Link) => Promise<void>,
  ) {
    // A socket that fails closes, and that is what both ends are told.
    client.on('error', () => undefined);
  }

  connect(target: { readonly host: string; readonly port: number }): void {
    const upstream = connect(target);
    this.upstream = upstream;
    const ended = (): void => {
      this.reset();
    };
    const gate = (): Transform => gateWith(() => this.passage(this));
    pipeline(this.client, gate(), upstream, (failure) => {
      if (failure) ended();
    });
    pipeline(upstream, gate(), this.client, (failure) => {
      if (failure) ended();
    });
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.upstream?.destroy();
  }
}

const gateWith = (passage: () => Promise<void>): Transform =>
  new Transform({
    transform(piece, _encoding, done) {
      passage().then(() => {
        done(null, piece);
      }, done);
    },
    flush(done) {
      passage().then(() => {
        done();
      }, done);
    },
  });
