import { type CustomerErased } from '../../customers/customers.events.js';
import { eventTypesOf, projection } from '../../event-sourcing/core.js';
import { type ErasureEvent, erasureEvents, type RemainsRunFact } from '../erasure.events.js';

/** What was done about one customer's erasure, and when; absent: not yet. */
export interface Erasure {
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly reason: string;
  readonly caseReference: string;
  readonly externalIdsReleasedAt?: string;
  readonly keysDestroyedAt?: string;
  /** How many. */
  readonly keys?: number;
  readonly erasedAt?: string;
  readonly readModelsPurgedAt?: string;
  readonly remainsOverwrittenAt?: string;
  readonly remains?: RemainsRunFact;
}

/** One document for each customer whose erasure was requested, with its id. */
export const erasureReceipts = projection<Erasure, ErasureEvent | CustomerErased>({
  name: 'erasures',
  version: 2,
  events: [...eventTypesOf(erasureEvents), 'CustomerErased'],
  indexes: [],
  documentIds: ({ data }) => [data.customerId],
  initial: () => ({ requestedAt: '', requestedBy: '', reason: '', caseReference: '' }),
  evolve: (erasure, event) => {
    const { occurredAt } = event.data;
    switch (event.type) {
      case 'ErasureRequested': {
        const { reason, caseReference } = event.data;
        const { id: requestedBy } = event.metadata.actor;
        return { ...erasure, requestedAt: occurredAt, requestedBy, reason, caseReference };
      }
      case 'ExternalIdsReleased':
        return { ...erasure, externalIdsReleasedAt: occurredAt };
      case 'KeysDestroyed':
        return { ...erasure, keysDestroyedAt: occurredAt, keys: event.data.keys };
      case 'CustomerErased':
        return { ...erasure, erasedAt: occurredAt };
      case 'ReadModelsPurged':
        return { ...erasure, readModelsPurgedAt: occurredAt };
      case 'RemainsOverwritten': {
        const { beganAt, stores } = event.data;
        return { ...erasure, remainsOverwrittenAt: occurredAt, remains: { beganAt, stores } };
      }
    }
  },
});
