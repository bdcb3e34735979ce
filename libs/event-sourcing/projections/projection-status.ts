import { EventDamagedError, type EventStore, type Position } from '../event-store/event-store.port.js';
import { type LeasedCheckpointDocument } from '../consumers/checkpoint.documents.js';
import { withSigns } from '../consumers/presence.js';
import { type SignsOfLife } from '../consumers/signs-of-life.js';
import { type EventMetadata } from '../events/domain-event.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { type EventFailure } from './event-failure.js';
import { type ProjectionRecord, ProjectionRegistry, sameBuild } from './projection-registry.js';
import {
  buildProgress,
  type BuildStateDocument,
  buildStates,
  type RunState,
  type Skip,
} from './projection-state.js';
import { type Verification, type VerificationProgress } from './verification.js';

/** How much of the log a projection hasn't seen. */
export interface Lag {
  readonly events: number;
  /** False: there are at least so many. */
  readonly exact: boolean;
  /** How long ago the first of them was recorded. */
  readonly seconds: number;
}

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly build: number;
  /** `active` serves queries, `next` is being filled to take its place, `retired` is soon dropped. */
  readonly role: 'active' | 'next' | 'retired';
  /** `idle`: no process runs it. */
  readonly state: RunState | 'idle';
  readonly position: Position | undefined;
  readonly lag: Lag;
  /** The event that it can't digest. */
  readonly failure: EventFailure | undefined;
  readonly skips: readonly Skip[];
  /** Why the store refuses what is to be written; it is tried again. */
  readonly refusal: string | undefined;
  /** What an operator should know about its collection. */
  readonly remark: string | undefined;
  /** How it compared with the log last; undefined: it hasn't been compared yet. */
  readonly verification: Verification | undefined;
  /** A comparison that is under way, when it was asked for. */
  readonly verifying: VerificationProgress | undefined;
  /** The process that runs it, or ran it last, and how many holders there have been. */
  readonly owner: string;
  readonly epoch: number;
}

export interface ProjectionStatusOptions {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly now: () => Date;
  /** Whether the holder is known to have given no sign for the duration of a lease; absent: of none is it known. */
  readonly isSilent?: (lease: LeasedCheckpointDocument) => boolean;
  /** For those who run nothing themselves: watches the holders for as long as it takes to tell which are gone. */
  readonly signs?: SignsOfLife;
}

const MOST_COUNTED = 1_000;

/** The status of every build of every projection that any process has run, by name and then build. */
export async function projectionStatuses(options: ProjectionStatusOptions): Promise<ProjectionStatus[]> {
  const records = await new ProjectionRegistry(options.readStore).all();
  const filter = { projection: { $in: [...records.keys()] } };
  const { readStore } = options;
  const gone = await options.signs?.gone(async () =>
    withSigns(readStore, await buildStates(readStore).find(filter)),
  );
  const states = await buildProgress(readStore).find(filter);
  const lags = new Map<Position | undefined, Lag>();
  for (const { position } of states) {
    if (!lags.has(position)) lags.set(position, await lagAfter(position, options));
  }
  const { isSilent = () => false } = options;
  const statuses = states.flatMap((state) => {
    const record = records.get(state.projection);
    const lag = lags.get(state.position);
    const isIdle = state.released || isSilent(state) || gone?.has(state._id) === true;
    return record && lag ? [statusOf(state, record, lag, isIdle)] : [];
  });
  return statuses.sort((one, other) => one.name.localeCompare(other.name) || one.build - other.build);
}

function statusOf(
  state: BuildStateDocument,
  record: ProjectionRecord,
  lag: Lag,
  isIdle: boolean,
): ProjectionStatus {
  const {
    projection: name,
    version,
    build,
    position,
    failure,
    skips = [],
    refusal,
    remark,
    verification,
    verifying,
    owner,
    epoch,
  } = state;
  return {
    name,
    version,
    build,
    role: roleOf(state, record),
    state: isIdle && state.state !== 'stopped' ? 'idle' : state.state,
    position,
    lag,
    failure: failure ?? undefined,
    skips,
    refusal: refusal ?? undefined,
    remark: remark ?? undefined,
    verification,
    verifying: verifying ?? undefined,
    owner,
    epoch,
  };
}

function roleOf(state: BuildStateDocument, { active, next }: ProjectionRecord): ProjectionStatus['role'] {
  if (sameBuild(state, active)) return 'active';
  return sameBuild(state, next) ? 'next' : 'retired';
}

/** How much of the log comes after a position; all of it after none. */
export async function lagAfter(
  position: Position | undefined,
  { eventStore, now }: Pick<ProjectionStatusOptions, 'eventStore' | 'now'>,
): Promise<Lag> {
  const from = position === undefined ? {} : { from: position };
  const unseen = await eventStore.readAll({ ...from, limit: MOST_COUNTED }).catch(unlessDamaged);
  if (!unseen) return { events: 1, exact: false, seconds: 0 };
  const [first] = unseen;
  if (!first) return { events: 0, exact: true, seconds: 0 };
  const { recordedAt } = first.metadata as unknown as EventMetadata;
  const seconds = Math.max(0, (now().getTime() - Date.parse(recordedAt)) / 1000);
  return { events: unseen.length, exact: unseen.length < MOST_COUNTED, seconds };
}

/** One of them is damaged: how many there are is for nobody to wait for. */
const unlessDamaged = (error: unknown): undefined => {
  if (!(error instanceof EventDamagedError)) throw error;
};
