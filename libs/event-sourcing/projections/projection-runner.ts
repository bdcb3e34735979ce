import { setTimeout as delay } from 'node:timers/promises';
import { type LeasedCheckpointDocument } from '../consumers/checkpoint.documents.js';
import { AbandonedGroups } from '../consumers/abandoned-groups.js';
import { type CheckpointReader } from '../consumers/checkpoint-reader.js';
import { type ConsumerGroup } from '../consumers/consumer-group.js';
import { Heartbeat } from '../consumers/heartbeat.js';
import { Leases, type LeaseOptions } from '../consumers/leases.js';
import { isBehind } from '../consumers/log-feed.js';
import { Pace } from '../consumers/pace.js';
import { Sightings } from '../consumers/sightings.js';
import { WorkByName } from '../consumers/work-by-name.js';
import { type Position } from '../event-store/event-store.port.js';
import { type Impediments } from '../health/impediments.js';
import { BlueGreen } from './blue-green.js';
import { stopSentence } from './event-failure.js';
import { type AnyProjection } from './projection.js';
import { ProjectionControl } from './projection-control.js';
import {
  type Build,
  collectionOfBuild,
  firstRecord,
  type ProjectionRecord,
  ProjectionRegistry,
  sameBuild,
  type RetiredBuild,
  withNext,
} from './projection-registry.js';
import { buildProgress, type BuildStateDocument, buildStates } from './projection-state.js';
import { type ProjectionStatus, projectionStatuses } from './projection-status.js';
import { ProjectionWorker } from './projection-worker.js';
import { verdictOf, type VerificationRequest } from './verification.js';
import { Verifier } from './verifier.js';

export interface ProjectionRunnerOptions {
  readonly group: ConsumerGroup;
  readonly projections: readonly AnyProjection[];
  /** Where it reports which projections are stopped by an event. */
  readonly impediments?: Impediments;
  /** How long a replaced build goes on serving, in milliseconds: more than the longest request takes. 60,000 when absent. */
  readonly retireAfter?: number;
  /** How many documents of each projection are kept in memory; 5,000 when absent. */
  readonly cacheSize?: number;
  /** How long it rests between comparing samples of documents with the log by itself, in milliseconds; 600,000 when absent. */
  readonly verifyEvery?: number;
}

const POLL = 5;
/** In milliseconds. */
const TIDY_EVERY = 60_000;
const VERIFY_EVERY = 600_000;

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
  private readonly progress: CheckpointReader<BuildStateDocument>;
  private readonly lease: LeaseOptions;
  private readonly leases: Leases<BuildStateDocument>;
  private readonly sightings: Sightings;
  private readonly workers = new Map<string, ProjectionWorker>();
  private readonly control: ProjectionControl;
  private readonly blueGreen: BlueGreen;
  private readonly heartbeat: Heartbeat;
  private readonly pace = new Pace();
  private readonly work: WorkByName;
  /** Projections that something is still to be done for. */
  private readonly unsettled = new Set<string>();
  private started = false;
  private readonly tidying: Heartbeat;
  private readonly verifier: Verifier;

  /** @throws UnknownEventTypeError when a projection listens to an event that no context defines */
  constructor(private readonly options: ProjectionRunnerOptions) {
    const { group, projections } = options;
    const { readStore, codec, now } = group.options;
    for (const type of projections.flatMap(({ events }) => events)) codec.schemaVersionOf(type);
    this.registry = new ProjectionRegistry(readStore);
    this.progress = buildProgress(readStore);
    this.lease = group.lease;
    const hasten = () => {
      this.hasten();
    };
    this.leases = new Leases(buildStates(readStore), this.lease, hasten);
    this.work = new WorkByName(hasten);
    this.sightings = new Sightings(this.lease.clock);
    this.control = new ProjectionControl(readStore, now);
    this.blueGreen = new BlueGreen({ store: readStore, registry: this.registry, leases: this.leases });
    const abandoned = new AbandonedGroups(readStore);
    const { wait } = group.options;
    this.tidying = new Heartbeat(TIDY_EVERY, () => abandoned.look().catch(group.report), wait);
    this.verifier = new Verifier({
      group,
      registry: this.registry,
      held: () => [...this.workers.values()],
      every: options.verifyEvery ?? VERIFY_EVERY,
    });
    this.heartbeat = new Heartbeat(this.lease.duration / 3, () => this.round(), wait);
  }

  /** Returns at once; the projections come up by and by. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.options.group.presence.enter();
    this.heartbeat.start();
    this.tidying.start();
    this.verifier.start();
  }

  /** Finishes the batches at hand, saves the checkpoints, and lets the leases go. */
  async stop(): Promise<void> {
    await Promise.all([this.heartbeat, this.tidying, this.verifier].map((each) => each.stop()));
    await this.work.done();
    await Promise.all([...this.workers.values()].map((worker) => this.letGo(worker)));
    if (this.started) await this.options.group.presence.leave();
  }

  /** As `ProjectionControl.rebuild`, begun at once where this process holds the projection. */
  async rebuild(name: string): Promise<void> {
    await this.control.rebuild(name);
    this.hasten();
  }

  /** As `ProjectionControl.skip`, done at once where this process holds the projection. */
  async skip(name: string, position: Position, by: string): Promise<void> {
    await this.control.skip(name, position, by);
    this.hasten();
  }

  /** As `ProjectionControl.verify`, begun at once where this process holds the projection. */
  async verify(name: string, asked: VerificationRequest): Promise<void> {
    await this.control.verify(name, asked);
    this.hasten();
  }

  /** The status of every projection that any process has run. */
  async status(): Promise<ProjectionStatus[]> {
    const isSilent = (lease: LeasedCheckpointDocument) => this.leases.isSilent(lease);
    return projectionStatuses({ ...this.options.group.options, isSilent });
  }

  /**
   * Resolves once every projection serves this code's version and has come as far as `until` (the end of the log
   * when absent), by this process or another, or is stopped by an event that it can't digest.
   * @throws AbortError when the signal says that waiting is over
   */
  async catchUp(until?: Position, signal?: AbortSignal): Promise<void> {
    this.start();
    const target = until ?? (await this.options.group.options.eventStore.head());
    if (target === undefined) return;
    for (const projection of this.options.projections) {
      while (!(await this.hasReached(projection, target))) await delay(POLL, undefined, { signal });
    }
  }

  private async hasReached({ name, version }: AnyProjection, target: Position): Promise<boolean> {
    const record = await this.registry.find(name);
    if (!record) return false;
    const [active] = await this.progress.get([collectionOfBuild(name, record.active)]);
    if (record.active.version >= version && !isBehind(active?.position, target)) return true;
    const [next] = record.next ? await this.progress.get([collectionOfBuild(name, record.next)]) : [];
    const decisive = record.next ? next : active;
    return decisive?.state === 'stopped' && this.leases.isAlive(decisive);
  }

  /** Two reads for all projections. One that takes its time holds up no other. */
  private async round(): Promise<void> {
    for (const { name } of this.options.projections) this.reportStop(name);
    if (!this.pace.isDue(this.isBusy)) return;
    try {
      const records = await this.registry.all();
      const states = await this.leases.all();
      for (const projection of this.options.projections) {
        const { name } = projection;
        this.work.begin(name, () => this.lookAfter(projection, records.get(name), states));
      }
    } catch (error) {
      this.pace.hasten();
      this.options.group.report(error);
    }
  }

  /** Something may have to be done before anybody else says so. */
  private get isBusy(): boolean {
    const workers = [...this.workers.values()];
    return (
      this.unsettled.size > 0 ||
      workers.some(({ ended, live, running }) => ended !== undefined || (running && !live))
    );
  }

  private async lookAfter(
    projection: AnyProjection,
    found: ProjectionRecord | undefined,
    states: BuildStates,
  ): Promise<void> {
    const { name, version } = projection;
    this.unsettled.add(name);
    try {
      const isWanted = wantedRecord(found, version) === undefined;
      const record = isWanted
        ? found
        : await this.registry.change(name, (current) => wantedRecord(current, version));
      if (record && (await this.bringAbout(projection, record, states))) this.unsettled.delete(name);
      this.reportStop(name);
      this.reportVerdict(name, record);
    } catch (error) {
      this.options.group.report(error);
    }
  }

  /** Whether nothing more is to be done until somebody asks for it, or another process is gone. */
  private async bringAbout(
    projection: AnyProjection,
    record: ProjectionRecord,
    states: BuildStates,
  ): Promise<boolean> {
    const { name, version } = projection;
    const wanted = this.buildsToRun(name, record).filter((build) => build.version === version);
    const names = new Set(wanted.map((build) => collectionOfBuild(name, build)));
    for (const worker of this.workersOf(name)) if (!names.has(worker.collection)) await this.letGo(worker);
    for (const build of wanted) {
      const collection = collectionOfBuild(name, build);
      const state = states.get(collection);
      const held = this.workers.get(collection);
      if (held) await this.keep(held, state);
      else if (this.leases.isElsewhere(state)) this.reportImpediment(collection, undefined);
      else await this.take(projection, build, sameBuild(build, record.next));
    }
    await this.switchOver(name, record);
    for (const retired of record.retired) {
      if (this.isOver(name, retired)) await this.blueGreen.drop(name, retired);
    }
    const isCared = [...names].every(
      (each) => this.workers.has(each) || this.leases.isElsewhere(states.get(each)),
    );
    return isCared && record.next === null && record.retired.length === 0;
  }

  /** A replaced build is run on for those who have resolved it and wait for a position. */
  private buildsToRun(name: string, record: ProjectionRecord): Build[] {
    const { active, next, retired } = record;
    return [
      ...(this.isAnnounced(name, record) ? [] : [active]),
      ...(next ? [next] : []),
      ...retired.filter((build) => !this.isOver(name, build)),
    ].map(({ version, build }) => ({ version, build }));
  }

  /** The next build's holder is about to make it the active one, as far as this process has seen. */
  private isAnnounced(name: string, { next, announcements }: ProjectionRecord): boolean {
    const { age } = this.sightings.look(`switch of ${name}`, `${announcements}`);
    return next !== null && announcements > 0 && age < this.lease.duration;
  }

  /** Nobody can be reading from it any more. */
  private isOver(name: string, { served, ...build }: RetiredBuild): boolean {
    const { retireAfter = 60_000 } = this.options;
    return !served || this.sightings.look(collectionOfBuild(name, build), 'retired').age >= retireAfter;
  }

  private async switchOver(name: string, record: ProjectionRecord): Promise<void> {
    const next = record.next && this.workers.get(collectionOfBuild(name, record.next));
    if (!next?.live) return;
    const active = this.workers.get(collectionOfBuild(name, record.active));
    const done = await this.blueGreen.switchOver(name, record, next, async () => {
      if (active) await this.letGo(active);
    });
    if (done) this.hasten();
  }

  private async keep(worker: ProjectionWorker, read?: BuildStateDocument): Promise<void> {
    const again = await worker.renew(read);
    if (worker.live) this.reportImpediment(worker.collection, undefined);
    this.verifier.attend(worker);
    if (worker.ended !== undefined) await this.letGo(worker);
    else if (again) this.options.group.feeds.join(worker);
  }

  private async take(projection: AnyProjection, build: Build, isNext: boolean): Promise<void> {
    const { group, cacheSize = 5_000 } = this.options;
    const { readStore } = group.options;
    const collection = collectionOfBuild(projection.name, build);
    const fields = { projection: projection.name, ...build, state: 'catching-up', failure: null };
    const lease = await this.leases.acquire(collection, fields);
    if (!lease) {
      this.reportImpediment(collection, undefined);
      return;
    }
    // A build that nobody reads yet gets its indexes in the end, unless it asks by them itself.
    const late =
      readStore.indexesLate === true && isNext && lease.position === undefined && !projection.documentsWhere;
    const finish = () => readStore.ensureIndexes(collection, projection.indexes);
    const remark = late ? await readStore.ensureIndexes(collection, []) : await finish();
    if (remark !== undefined) await lease.save(undefined, { remark });
    const worker = new ProjectionWorker(projection, lease, {
      store: readStore,
      group: group.checkpoint,
      slices: group.slices,
      cacheSize,
      finish: late ? finish : undefined,
    });
    this.workers.set(collection, worker);
    await this.keep(worker);
    group.feeds.join(worker);
  }

  private async letGo(worker: ProjectionWorker): Promise<void> {
    await worker.close();
    this.workers.delete(worker.collection);
    await this.options.group.feeds.leave(worker);
    if (worker.ended !== undefined) this.options.group.report(worker.ended);
    this.reportImpediment(worker.collection, worker.refusal);
  }

  private reportImpediment(collection: string, reason: string | undefined): void {
    this.options.group.options.impediments?.report(`projection ${collection}`, reason);
  }

  private workersOf(name: string): ProjectionWorker[] {
    return [...this.workers.values()].filter(({ projection }) => projection.name === name);
  }

  private reportStop(name: string): void {
    const stopped = this.workersOf(name).find(({ stoppedBy }) => stoppedBy)?.stoppedBy;
    this.options.impediments?.report(`projection ${name}`, stopped && stopSentence(stopped));
  }

  private reportVerdict(name: string, record: ProjectionRecord | undefined): void {
    const serving = record && this.workers.get(collectionOfBuild(name, record.active));
    const { verification } = serving?.notes ?? {};
    const verdict = verification && verdictOf(name, verification);
    this.options.impediments?.report(`documents of projection ${name}`, verdict);
  }

  private hasten(): void {
    this.pace.hasten();
    this.heartbeat.hasten();
  }
}

/** Of all projections, by collection, as they were read for a round. */
type BuildStates = ReadonlyMap<string, BuildStateDocument>;

/** What the record must become for this version to be served; undefined: it is so already. */
function wantedRecord(record: ProjectionRecord | undefined, version: number): ProjectionRecord | undefined {
  if (!record) return firstRecord(version);
  const highest = Math.max(record.active.version, record.next?.version ?? 0);
  return highest < version ? withNext(record, version) : undefined;
}
