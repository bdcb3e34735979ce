import { projection } from '../../event-sourcing/core.js';
import { type AccessEvent } from '../access.events.js';

/** One time that personal data was shown. */
export interface Access {
  /** `occurredAt`, a space, and the position: in the order of this field, accesses are in their order in time. */
  readonly at: string;
  readonly customerIds: readonly string[];
  readonly subject: string;
  readonly client: string;
  readonly operation: string;
  readonly correlationId: string;
}

/** Who has seen whose personal data: a document for each event, with the event's position for an id. */
export const accesses = projection<Access, AccessEvent>({
  name: 'accesses',
  version: 1,
  events: ['PersonalDataShown'],
  indexes: [{ fields: { customerIds: 1, at: 1 } }, { fields: { subject: 1, at: 1 } }, { fields: { at: 1 } }],
  documentIds: ({ position }) => [position],
  initial: () => ({ at: '', customerIds: [], subject: '', client: '', operation: '', correlationId: '' }),
  evolve: (_, { data, position, metadata }) => ({
    at: `${data.occurredAt} ${position}`,
    customerIds: data.customerIds,
    subject: metadata.actor.id,
    client: metadata.actor.service,
    operation: data.operation,
    correlationId: metadata.correlationId,
  }),
});
