import { type ReadCollection, type ReadStore } from '../read-store/read-store.port.js';
import { collections, type LeasedCheckpointDocument, type ProcessDocument } from './checkpoint.documents.js';
import { Heartbeat } from './heartbeat.js';
import { type Wait } from './wait.js';

export interface PresenceOptions {
  readonly store: ReadStore;
  /** Names this run of this process: no other has the same. */
  readonly owner: string;
  /** This process's own monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** How long a process may give no sign before others take its leases, in milliseconds. */
  readonly duration: number;
  /** By the system's timers when absent. */
  readonly wait?: Wait | undefined;
  readonly onError: (error: unknown) => void;
}

/** Who wants to know how other processes fare. */
export interface Watcher {
  /** The processes whose signs of life it waits for. */
  readonly watched: ReadonlySet<string>;
  /** Their signs have been read. `news`: something has happened on which everything should be looked at again. */
  looked(news: boolean): void;
}

export const processes = (store: ReadStore): ReadCollection<ProcessDocument> =>
  store.collection<ProcessDocument>(collections.processes);

/**
 * The sign of life of one process, for all the leases that it holds: one counter in one document, which rises three times
 * in the duration of a lease. The same round reads the counters of those processes whose leases others of this process
 * wait for, in one command.
 */
export class Presence {
  private readonly heartbeat: Heartbeat;
  private readonly watchers: Watcher[] = [];
  /** Of those that were asked for; 0: there was no sign of it. */
  private beats: ReadonlyMap<string, number> = new Map();
  private calls: number | undefined;
  private beatAt: number | undefined;
  private users = 0;

  constructor(private readonly options: PresenceOptions) {
    const { duration, wait } = options;
    this.heartbeat = new Heartbeat(duration / 3, () => this.round(), wait);
  }

  /** To be called by each of those that hold leases, before they do. */
  enter(): void {
    this.users += 1;
    this.heartbeat.start();
  }

  /** To be called by the same once they have let go; the last one takes the sign away. */
  async leave(): Promise<void> {
    this.users -= 1;
    if (this.users > 0) return;
    await this.heartbeat.stop();
    const { store, owner, onError } = this.options;
    await processes(store).deleteOne(owner).catch(onError);
  }

  watch(watcher: Watcher): void {
    this.watchers.push(watcher);
  }

  /** The counter of a process as it was read last, 0 when there was none; undefined when it hasn't been read. */
  beatsOf(owner: string): number | undefined {
    return this.beats.get(owner);
  }

  private async round(): Promise<void> {
    try {
      const { store, owner, clock, duration } = this.options;
      const at = clock();
      const own = await processes(store).updateOne({ _id: owner }, { $inc: { beats: 1 } }, { upsert: true });
      const watched = [...new Set(this.watchers.flatMap((watcher) => [...watcher.watched]))];
      const found = watched.length === 0 ? [] : await processes(store).get(watched);
      const beats = new Map(watched.map((each) => [each, 0]));
      for (const { _id, beats: count } of found) beats.set(_id, count);
      const isGone = watched.some((each) => this.beats.get(each) !== 0 && beats.get(each) === 0);
      // Its own leases may be another's by now.
      const hasSlept = this.beatAt !== undefined && at - this.beatAt >= duration;
      const isCalled = own?.calls !== this.calls;
      this.beats = beats;
      this.calls = own?.calls;
      this.beatAt = at;
      for (const watcher of this.watchers) watcher.looked(isGone || hasSlept || isCalled);
    } catch (error) {
      this.options.onError(error);
    }
  }
}

/** Has every process look at once at what was asked of projections and reactions, or within a third of a lease. */
export async function callProcesses(store: ReadStore): Promise<void> {
  const all = await processes(store).find({}, { projection: { _id: 1 } });
  await Promise.all(all.map(({ _id }) => processes(store).updateOne({ _id }, { $inc: { calls: 1 } })));
}

/** The same leases, each with a counter that rises with any sign of its holder. */
export async function withSigns<D extends LeasedCheckpointDocument>(
  store: ReadStore,
  leases: readonly D[],
): Promise<D[]> {
  const owners = new Set(leases.map(({ owner }) => owner));
  const found = await processes(store).get([...owners]);
  const beats = new Map(found.map((each) => [each._id, each.beats]));
  return leases.map((lease) => ({ ...lease, heartbeat: lease.heartbeat + (beats.get(lease.owner) ?? 0) }));
}
