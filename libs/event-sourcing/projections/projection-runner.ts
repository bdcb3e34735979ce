import { setTimeout as delay } from 'node:timers/promises';
import { type EventStore, type Position } from '../event-store/event-store.port.js';
import { type EventCodec } from '../events/event-codec.js';
import { type ReadCollection, type ReadStore } from '../read-store/read-store.port.js';
import { LeasedCheckpoint, type LeaseOptions } from './leased-checkpoint.js';
import { isBehind, LogFeed } from './log-feed.js';
import { type AnyProjection } from './projection.js';
import {
  type Build,
  collectionOfBuild,
  firstRecord,
  type ProjectionRecord,
  ProjectionRegistry,
  type RetiredBuild,
  sameBuild,
  switched,
  withNext,
} from './projection-registry.js';
import { type BuildStateDocument, buildStates } from './projection-state.js';
import { ProjectionWorker } from './projection-worker.js';
import { TimeSlices } from './time-slices.js';

export interface ProjectionRunnerOptions {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly codec: EventCodec;
  readonly projections: readonly AnyProjection[];
  readonly now: () => Date;
  /** Names this run of this process: no other has the same. */
  readonly owner: string;
  /** How long a silent holder keeps its projections before another takes over, in milliseconds. */
  readonly leaseDuration?: number;
  /** How long a replaced build goes on serving, in milliseconds: more than the longest request takes. */
  readonly retireAfter?: number;
  /** The most events in one batch while catching up. */
  readonly batchSize?: number;
  /** How many documents of each projection are kept in memory. */
  readonly cacheSize?: number;
  /** Failures that the runner survives: a store out of reach, a lost lease. */
  readonly onError?: (error: unknown) => void;
}

const POLL = 5;

/**
 * Keeps read models up to date with the log, as far as no other process does: each projection has one holder at a
 * time, by lease, and another runner takes over when it dies. One subscription to the whole log feeds everything
 * that has caught up; what is behind catches up by a subscription of its own and then joins.
 *
 * Where this code's version of a projection is higher than the one that serves, or a rebuild was asked for, a new
 * build is filled beside it and takes its place once it has come as far. A version lower than the one that serves
 * is not run.
 */
export class ProjectionRunner {
  private readonly registry: ProjectionRegistry;
  private readonly states: ReadCollection<BuildStateDocument>;
  private readonly slices = new TimeSlices();
  private readonly lease: LeaseOptions;
  /** The first of them feeds what has caught up. */
  private feeds: LogFeed[] = [];
  private readonly workers = new Map<string, ProjectionWorker>();
  private readonly ending = new AbortController();
  private wake = new AbortController();
  private supervising: Promise<void> | undefined;

  /** @throws UnknownEventTypeError when a projection listens to an event that no context defines */
  constructor(private readonly options: ProjectionRunnerOptions) {
    const { readStore, codec, projections, owner, now, leaseDuration = 5_000 } = options;
    for (const type of projections.flatMap(({ events }) => events)) codec.schemaVersionOf(type);
    this.registry = new ProjectionRegistry(readStore);
    this.states = buildStates(readStore);
    this.lease = { owner, now: () => now().getTime(), duration: leaseDuration };
  }

  /** Returns at once; the projections come up by and by. */
  start(): void {
    this.supervising ??= this.supervise();
  }

  /** Finishes the batches at hand, saves the checkpoints, and lets the leases go. */
  async stop(): Promise<void> {
    this.ending.abort();
    this.wake.abort();
    await this.supervising;
    await Promise.all(this.feeds.map((feed) => feed.stop()));
    this.feeds = [];
    await Promise.all([...this.workers.values()].map((worker) => worker.close()));
    this.workers.clear();
  }

  /** Looks at once for what another wants done (a rebuild, a skip), instead of within a third of a lease. */
  poke(): void {
    this.wake.abort();
  }

  /**
   * Resolves once every projection serves this code's version and has come as far as `until` (the end of the log
   * when absent), by this process or another, or is stopped by an event that it can't digest.
   */
  async catchUp(until?: Position): Promise<void> {
    this.start();
    const target = until ?? (await this.options.eventStore.head());
    if (target === undefined) return;
    for (const projection of this.options.projections) {
      while (!(await this.hasReached(projection, target))) await delay(POLL);
    }
  }

  private async hasReached({ name, version }: AnyProjection, target: Position): Promise<boolean> {
    const record = await this.registry.find(name);
    if (!record) return false;
    const [active] = await this.states.get([collectionOfBuild(name, record.active)]);
    if (record.active.version >= version && !isBehind(active?.position, target)) return true;
    const [next] = record.next ? await this.states.get([collectionOfBuild(name, record.next)]) : [];
    return (record.next ? next : active)?.state === 'stopped';
  }

  private async supervise(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      this.wake = new AbortController();
      const joining = await this.lookAfterAll();
      if (joining.length > 0) this.feed(joining);
      if (signal.aborted) return;
      await delay(this.lease.duration / 3, undefined, { signal: this.wake.signal }).catch(() => undefined);
    }
  }

  /** The workers that want to be fed from where they are. */
  private async lookAfterAll(): Promise<ProjectionWorker[]> {
    const joining = await Promise.all(
      this.options.projections.map(async (projection) => {
        try {
          return await this.lookAfter(projection);
        } catch (error) {
          this.report(error);
          return [];
        }
      }),
    );
    return joining.flat();
  }

  private async lookAfter(projection: AnyProjection): Promise<ProjectionWorker[]> {
    const { name, version } = projection;
    const record = await this.registry.change(name, (current) =>
      wantedRecord(current, version, this.lease.now()),
    );
    if (!record) return [];
    const wanted = buildsToRun(record, version, this.lease.now());
    const names = new Set(wanted.map((build) => collectionOfBuild(name, build)));
    for (const worker of this.workersOf(name)) if (!names.has(worker.collection)) await this.letGo(worker);
    const joining: ProjectionWorker[] = [];
    for (const build of wanted) {
      const worker = await this.hold(projection, build);
      if (worker) joining.push(worker);
    }
    if (record.next?.version === version) await this.switchOver(name, record, record.next);
    for (const retired of record.retired) {
      if (retired.dropAfter <= this.lease.now()) await this.drop(name, retired);
    }
    return joining;
  }

  /** Renews the lease on a build, or takes it when it is free; returns the worker when it is to be fed anew. */
  private async hold(projection: AnyProjection, build: Build): Promise<ProjectionWorker | undefined> {
    const { readStore, cacheSize = 20_000 } = this.options;
    const collection = collectionOfBuild(projection.name, build);
    const held = this.workers.get(collection);
    if (held) {
      const again = await held.renew();
      if (held.ended === undefined) return again ? held : undefined;
      this.report(held.ended);
      this.workers.delete(collection);
      return undefined;
    }
    await readStore.ensureIndexes(collection, projection.indexes);
    const fields = { projection: projection.name, ...build, state: 'catching-up', failure: null };
    const lease = await LeasedCheckpoint.acquire(this.states, collection, fields, this.lease);
    if (!lease) return undefined;
    const worker = new ProjectionWorker(projection, lease, {
      store: readStore,
      slices: this.slices,
      cacheSize,
    });
    this.workers.set(collection, worker);
    await worker.renew();
    return worker;
  }

  /**
   * Makes the next build the active one, once it isn't behind. The active build is held still meanwhile, by its own
   * lease, so that nobody can have read from it what the next doesn't know yet.
   */
  private async switchOver(name: string, record: ProjectionRecord, next: Build): Promise<void> {
    const worker = this.workers.get(collectionOfBuild(name, next));
    if (!worker?.live) return;
    const { now, duration } = this.lease;
    await this.registry.change(name, (current) =>
      current && sameBuild(current.next, next) ? { ...current, switchingUntil: now() + duration } : undefined,
    );
    const activeName = collectionOfBuild(name, record.active);
    const active = this.workers.get(activeName);
    if (active) await this.letGo(active);
    const still = await LeasedCheckpoint.acquire(this.states, activeName, {}, this.lease);
    if (!still) return;
    const until = now() + duration / 2;
    while (isBehind(worker.savedPosition, still.position) && worker.running && now() < until)
      await delay(POLL);
    if (!isBehind(worker.savedPosition, still.position)) {
      const dropAfter = now() + (this.options.retireAfter ?? 60_000);
      await this.registry.change(name, (current) =>
        current && sameBuild(current.next, next) && sameBuild(current.active, record.active)
          ? switched(current, next, dropAfter)
          : undefined,
      );
    }
    await still.release();
    this.poke();
  }

  /** Taking the lease first makes sure that nobody moves the build any more. */
  private async drop(name: string, retired: RetiredBuild): Promise<void> {
    const collection = collectionOfBuild(name, retired);
    const lease = await LeasedCheckpoint.acquire(this.states, collection, {}, this.lease);
    if (!lease) return;
    await this.options.readStore.dropCollection(collection);
    await this.registry.change(
      name,
      (current) =>
        current && { ...current, retired: current.retired.filter((other) => !sameBuild(other, retired)) },
    );
    await this.states.deleteOne(collection);
  }

  private feed(joining: readonly ProjectionWorker[]): void {
    const positions = joining.map(({ position }) => position);
    const from = positions.reduce((least, position) => (isBehind(position, least) ? position : least));
    const { eventStore, codec, batchSize = 5_000 } = this.options;
    const feed = new LogFeed(
      {
        eventStore,
        codec,
        slices: this.slices,
        batchSize,
        onError: (error) => {
          this.report(error);
        },
        onBatch: (fed, { caughtUp }) => {
          if (caughtUp) this.merge(fed);
        },
      },
      from,
    );
    for (const worker of joining) feed.add(worker);
    this.feeds.push(feed);
    feed.start();
  }

  /** Those who have come as far as the first feed go on with it. */
  private merge(feed: LogFeed): void {
    const [first] = this.feeds;
    if (first && first !== feed) {
      for (const member of feed.members) {
        if (isBehind(member.position, first.position)) continue;
        feed.remove(member);
        first.add(member);
      }
    }
    for (const idle of this.feeds.filter(({ size }) => size === 0)) {
      this.feeds = this.feeds.filter((other) => other !== idle);
      void idle.stop();
    }
  }

  private async letGo(worker: ProjectionWorker): Promise<void> {
    await worker.close();
    this.workers.delete(worker.collection);
    for (const feed of this.feeds) feed.remove(worker);
    if (worker.ended !== undefined) this.report(worker.ended);
  }

  private workersOf(name: string): ProjectionWorker[] {
    return [...this.workers.values()].filter(({ projection }) => projection.name === name);
  }

  private report(error: unknown): void {
    this.options.onError?.(error);
  }
}

/** What the record must become for this version to be served; undefined: it is so already. */
function wantedRecord(
  record: ProjectionRecord | undefined,
  version: number,
  now: number,
): ProjectionRecord | undefined {
  if (!record) return firstRecord(version);
  const highest = Math.max(record.active.version, record.next?.version ?? 0);
  return highest < version ? withNext(record, version, now) : undefined;
}

/** A replaced build is run on for those who have resolved it and wait for a position. */
function buildsToRun(record: ProjectionRecord, version: number, now: number): Build[] {
  const { active, next, retired, switchingUntil } = record;
  const builds = [
    ...(switchingUntil > now ? [] : [active]),
    ...(next ? [next] : []),
    ...retired.filter(({ dropAfter }) => dropAfter > now),
  ];
  return builds
    .filter((build) => build.version === version)
    .map(({ version: of, build }) => ({ version: of, build }));
}
