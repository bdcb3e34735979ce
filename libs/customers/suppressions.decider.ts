import { type Decider } from '../event-sourcing/core.js';
import { type AddressSuppressed, suppressionEvents } from './suppressions.events.js';
import { type SuppressAddress } from './suppressions.published.js';

export interface Suppression {
  readonly suppressed: boolean;
}

/** A stream for each address of a person who was erased, named by its keyed hash. */
export const suppressionDecider: Decider<Suppression, SuppressAddress, AddressSuppressed> = {
  category: 'suppression',
  events: suppressionEvents,
  initial: { suppressed: false },
  decide: ({ envelope: { occurredAt } }, { suppressed }) =>
    suppressed ? [] : [{ type: 'AddressSuppressed', data: { occurredAt } }],
  evolve: () => ({ suppressed: true }),
};
