import { setTimeout as delay } from 'node:timers/promises';
import { type ConsumerGroup } from '../consumers/consumer-group.js';
import { Heartbeat } from '../consumers/heartbeat.js';
import { type Position } from '../event-store/event-store.port.js';
import { type PositionedDocument } from '../read-store/read-store.port.js';
import { type ComparedBuild, type ComparisonOptions, compareWithLog } from './compare-with-log.js';
import { collectionOfBuild, type ProjectionRegistry } from './projection-registry.js';
import { buildStates } from './projection-state.js';
import { type ProjectionWorker } from './projection-worker.js';

export interface VerifierOptions {
  readonly group: ConsumerGroup;
  readonly registry: ProjectionRegistry;
  /** The builds that this process runs. */
  readonly held: () => readonly ProjectionWorker[];
  /** How long it rests between two comparisons of its own accord, in milliseconds. */
  readonly every: number;
}

/** Of each projection, when it compares by itself. */
const OWN_SAMPLE = 100;
/** By itself, it rests so many times as long as it has worked. */
const RESTS = 19;
/** In milliseconds: how often the progress of what was asked for is noted. */
const PROGRESS_EVERY = 1_000;

/**
 * Compares documents of the projections that a process holds with what the log says: samples by itself, now and then and
 * at a slow pace, and what people ask for at once. What it finds is noted with the build, until the next comparison, which
 * takes in the documents that differed.
 */
export class Verifier {
  private readonly ending = new AbortController();
  private readonly heartbeat: Heartbeat;
  private comparisons = 0;
  private readonly begun = new Set<string>();
  private waiting: ProjectionWorker[] = [];
  /** One comparison at a time, so that none overwrites what a later one has found. */
  private work: Promise<void> = Promise.resolve();
  private own = new AbortController();

  constructor(private readonly options: VerifierOptions) {
    const { wait } = options.group.options;
    this.heartbeat = new Heartbeat(options.every, () => this.inTurn(() => this.compareHeld()), wait);
  }

  start(): void {
    this.heartbeat.start();
  }

  /** Gives up what is under way. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.heartbeat.stop();
    await this.work;
  }

  /** Takes up what was asked of a build, before what it does by itself; to be called after its lease has been renewed. */
  attend(worker: ProjectionWorker): void {
    const { asked, verification } = worker.notes;
    if (!asked || asked.id === verification?.request || this.begun.has(asked.id)) return;
    this.begun.add(asked.id);
    this.waiting.push(worker);
    this.own.abort();
    if (this.waiting.length === 1) void this.inTurn(() => this.compareAsked());
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.work = this.work.then(work);
    return this.work;
  }

  /** What is asked meanwhile waits for the next turn, and shares its reading of the log. */
  private async compareAsked(): Promise<void> {
    const workers = this.waiting;
    this.waiting = [];
    const requests = new Map(workers.map((worker) => [worker, worker.notes.asked]));
    const { clock } = this.options.group.lease;
    let noted = clock();
    const onProgress = async (reading: number, position: Position | undefined): Promise<void> => {
      if (clock() - noted < PROGRESS_EVERY) return;
      noted = clock();
      for (const [worker, asked] of requests)
        if (asked)
          await worker.note({ verifying: { request: asked.id, reading, position: position ?? null } });
    };
    await this.compare(workers, (worker) => requests.get(worker)?.sample ?? OWN_SAMPLE, {
      signal: this.ending.signal,
      request: (worker) => requests.get(worker)?.id ?? null,
      onProgress,
    });
    for (const asked of requests.values()) if (asked) this.begun.delete(asked.id);
  }

  private async compareHeld(): Promise<void> {
    if (this.waiting.length > 0) return;
    this.own = new AbortController();
    const signal = AbortSignal.any([this.ending.signal, this.own.signal]);
    const live = this.options.held().filter((worker) => worker.live);
    await this.compare(live, () => OWN_SAMPLE, {
      signal,
      request: ({ notes }) => notes.verification?.request ?? null,
      rest: (spent) => delay(spent * RESTS, undefined, { signal }).catch(() => undefined),
    });
  }

  /** Failures are reported, and leave what was noted before. */
  private async compare(
    workers: readonly ProjectionWorker[],
    sample: (worker: ProjectionWorker) => number | 'all',
    options: Pick<ComparisonOptions, 'signal' | 'rest' | 'onProgress'> & {
      readonly request: (worker: ProjectionWorker) => string | null;
    },
  ): Promise<void> {
    const { group } = this.options;
    const { eventStore, codec, owner, now } = group.options;
    this.comparisons += 1;
    const salt = `${owner}/${this.comparisons}`;
    try {
      const serving = await this.servingAmong(workers);
      const builds = serving.map((worker) => this.buildOf(worker, sample(worker)));
      const { slices } = group;
      const found = await compareWithLog(builds, { ...options, eventStore, codec, slices, salt });
      // What no longer serves may have been dropped before it was read.
      const still = new Set(await this.servingAmong(serving));
      for (const [index, worker] of serving.entries()) {
        const compared = found[index];
        if (!compared || !still.has(worker)) continue;
        const verification = { ...compared, request: options.request(worker), at: now().toISOString() };
        await worker.note({ verification, verifying: null });
      }
    } catch (error) {
      if (!options.signal.aborted) group.report(error);
    }
  }

  private async servingAmong(workers: readonly ProjectionWorker[]): Promise<ProjectionWorker[]> {
    const records = await this.options.registry.all();
    return workers.filter(({ collection, projection: { name } }) => {
      const record = records.get(name);
      return record && collection === collectionOfBuild(name, record.active);
    });
  }

  private buildOf(worker: ProjectionWorker, sample: number | 'all'): ComparedBuild {
    const { readStore } = this.options.group.options;
    const { collection, projection, reached = '', notes } = worker;
    const states = buildStates(readStore);
    return {
      projection,
      collection: readStore.collection<PositionedDocument>(collection),
      position: reached,
      sample,
      ids: notes.verification?.differences.map(({ id }) => id) ?? [],
      skips: async () => {
        const [state] = await states.get([collection]);
        return new Set(state?.skips?.map(({ position }) => position));
      },
    };
  }
}
