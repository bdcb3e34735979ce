import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually } from '../../libs/event-sourcing/testing.js';
import { FaultyProxy } from './faulty.proxy.js';

/** A connection to the proxy, and what came back over it. */
class Caller {
  received = '';
  closed = false;

  readonly socket: Socket;

  constructor(proxy: FaultyProxy) {
    const socket = connect(proxy.port, '127.0.0.1');
    this.socket = socket;
    socket.on('data', (piece: Buffer) => (this.received += piece.toString()));
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
  }

  async asks(text: string): Promise<void> {
    const before = this.received.length;
    this.socket.write(text);
    await eventually(`an answer to ${text}`, () => this.received.slice(before).endsWith(text));
  }
}

describe('FaultyProxy', () => {
  let server: Server;
  let heard: string;
  let proxy: FaultyProxy;
  let caller: Caller;

  beforeEach(async () => {
    heard = '';
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (piece: Buffer) => {
        heard += piece.toString();
        socket.write(piece);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await FaultyProxy.start((server.address() as AddressInfo).port);
    caller = new Caller(proxy);
    await caller.asks('hello');
  });

  afterEach(async () => {
    await proxy.close();
    server.close();
    await once(server, 'close');
  });

  it('passes what it swallowed once the network is back', async () => {
    proxy.swallow();
    caller.socket.write('kept');
    const late = new Caller(proxy);
    late.socket.write('late');
    await eventually('the late connection', () => proxy.connections === 2);
    expect(heard).toBe('hello');
    proxy.restore();
    await eventually('both answers', () => caller.received === 'hellokept' && late.received === 'late');
  });

  it('keeps answers back that were under way', async () => {
    server.once('connection', (socket: Socket) => {
      socket.once('data', () => {
        proxy.swallow();
      });
    });
    const asking = new Caller(proxy);
    asking.socket.write('question');
    await eventually('the question to arrive', () => heard.endsWith('question'));
    expect(asking.received).toBe('');
    proxy.restore();
    await eventually('the answer', () => asking.received === 'question');
  });

  it('delays, and keeps the order', async () => {
    proxy.delay(20);
    caller.socket.write('a');
    caller.socket.write('b');
    expect(caller.received).toBe('hello');
    await eventually('both', () => caller.received === 'helloab');
  });

  it('cuts all connections, refuses new ones and comes back', async () => {
    proxy.cut();
    await eventually('the cut', () => caller.closed);
    const refused = new Caller(proxy);
    await eventually('the refusal', () => refused.closed);
    proxy.restore();
    await new Caller(proxy).asks('again');
    expect(proxy.connections).toBe(3);
  });

  it('never answers over a connection that was half-open, old or new', async () => {
    proxy.halfOpen();
    caller.socket.write('lost');
    const late = new Caller(proxy);
    late.socket.write('lost too');
    await eventually('the late connection to be seen', () => proxy.connections === 2);
    proxy.restore();
    await new Caller(proxy).asks('again');
    expect(heard).toBe('helloagain');
    expect([caller.closed, late.closed]).toEqual([false, false]);
  });

  it('passes the end of a connection on', async () => {
    caller.socket.end();
    await eventually('the end', () => caller.closed);
  });
});
