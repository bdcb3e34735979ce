import { type Decider } from '../../event-sourcing/core.js';
import { type RecordLifetimeValueFit } from './lifetime-value.commands.js';
import { lifetimeValueEvents, type LifetimeValueFitted } from './lifetime-value.events.js';

interface FitState {
  readonly status: 'unknown' | 'fitted';
}

/** A fit is recorded once and never changes: another one is another fit. */
export const lifetimeValueDecider: Decider<FitState, RecordLifetimeValueFit, LifetimeValueFitted> = {
  category: 'lifetime-value-fit',
  events: lifetimeValueEvents,
  initial: { status: 'unknown' },
  decide: ({ id, data, envelope }, state) =>
    state.status === 'fitted'
      ? []
      : [
          {
            type: 'LifetimeValueFitted',
            data: { fitId: id, occurredAt: envelope.occurredAt, ...data },
          },
        ],
  evolve: () => ({ status: 'fitted' }),
};
