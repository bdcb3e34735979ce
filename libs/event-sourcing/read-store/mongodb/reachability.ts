import { type MongoClient, type TopologyDescription } from 'mongodb';
import { type Impediments } from '../../health/impediments.js';

const WRITABLE: ReadonlySet<string> = new Set(['Standalone', 'RSPrimary', 'Mongos', 'LoadBalancer']);

/**
 * Whether the server can be reached, as the driver's monitors see it without a command of ours, and as calls see it that
 * got no answer though the monitors do. It is reported as it changes.
 */
export class Reachability {
  private lost: number | undefined;
  private silence: string | undefined;

  constructor(
    private readonly server: string,
    private readonly impediments: Impediments | undefined,
    /** As it is reported. */
    private readonly component: string,
  ) {}

  /** For how long no server has been there that takes writes, in milliseconds; undefined: there is one. */
  get lostFor(): number | undefined {
    return this.lost === undefined ? undefined : performance.now() - this.lost;
  }

  /** The last call got no answer. */
  get silent(): boolean {
    return this.silence !== undefined;
  }

  /** From now on, what this client's monitors see counts. */
  follow(client: MongoClient): void {
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      this.seen(newDescription);
    });
    this.found();
  }

  ignore(client: MongoClient): void {
    client.removeAllListeners('topologyDescriptionChanged');
  }

  answered(): void {
    if (this.silence === undefined) return;
    this.silence = undefined;
    this.report();
  }

  /** A call failed, and `why` it isn't known whether the server is still there. */
  unanswered(why: string): void {
    this.silence = why;
    this.report();
  }

  private seen({ servers }: TopologyDescription): void {
    if ([...servers.values()].some(({ type }) => WRITABLE.has(type))) {
      this.found();
      return;
    }
    this.lost ??= performance.now();
    this.report();
  }

  private found(): void {
    if (this.lost !== undefined) this.silence = undefined;
    this.lost = undefined;
    this.report();
  }

  private report(): void {
    const reason =
      this.lost === undefined ? this.silence : `no server at ${this.server} can be reached that takes writes`;
    this.impediments?.report(this.component, reason);
  }
}
