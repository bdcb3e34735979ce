import { withSigns } from '../consumers/presence.js';
import { type SignsOfLife } from '../consumers/signs-of-life.js';
import { type Position } from '../event-store/event-store.port.js';
import { type EventFailure } from '../projections/event-failure.js';
import { type RunState, type Skip } from '../projections/projection-state.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { timerStates } from './timer-worker.js';
import { reactionProgress, reactionStates } from '../reactions/reaction-state.js';

export interface ReactionStatus {
  readonly name: string;
  readonly kind: 'reaction' | 'timer';
  /** `stopped`: at an event that it can't get past. `idle`: no process runs it. */
  readonly state: RunState | 'idle';
  /** Everything up to it is done. */
  readonly position: Position | undefined;
  /** The event that stopped it, or whose command is tried again. */
  readonly failure: EventFailure | undefined;
  readonly skips: readonly Skip[];
}

/** The status of every reaction and timer that any process has run, by name. `signs` watches which holders are gone. */
export async function reactionStatuses(store: ReadStore, signs: SignsOfLife): Promise<ReactionStatus[]> {
  const gone = await signs.gone(async () =>
    withSigns(store, [...(await reactionStates(store).find({})), ...(await timerStates(store).find({}))]),
  );
  const reactions = await reactionProgress(store).find({});
  const timers = await timerStates(store).find({});
  const all: readonly (ReactionStatus & { readonly released: boolean })[] = [
    ...reactions.map(({ _id: name, state, position, failure, skips = [], released }) => ({
      ...{ name, kind: 'reaction' as const, state, position, skips, released },
      failure: failure ?? undefined,
    })),
    ...timers.map(({ _id: name, position, stopped, skips = [], released }) => ({
      ...{ name, kind: 'timer' as const, position, skips, released },
      state: stopped ? ('stopped' as const) : ('live' as const),
      failure: stopped ?? undefined,
    })),
  ];
  return all
    .map(({ released, ...status }) => {
      const isIdle = status.state !== 'stopped' && (released || gone.has(status.name));
      return isIdle ? { ...status, state: 'idle' as const } : status;
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}
