import { projection } from '../../event-sourcing/core.js';
import { type AccessEvent } from '../access.events.js';

/** One answer, or a page of one, that showed personal data. */
export interface Access {
  readonly customerIds: readonly string[];
  readonly subject: string;
  readonly client: string;
  readonly operation: string;
  readonly correlationId: string;
}

/** What was recorded together. */
export interface Accesses {
  /** In their order; each was at the time that the document's id begins with. */
  readonly accesses: readonly Access[];
  /** Of all of them, each once. */
  readonly customerIds: readonly string[];
  readonly subjects: readonly string[];
}

/**
 * Who has seen whose personal data: a document for each event. Its id is `occurredAt`, a space, and the event's position: in the
 * order of ids, accesses are in their order in time.
 */
export const accesses = projection<Accesses, AccessEvent>({
  name: 'accesses',
  version: 2,
  events: ['PersonalDataShown'],
  indexes: [{ fields: { customerIds: 1, _id: 1 } }, { fields: { subjects: 1, _id: 1 } }],
  documentIds: ({ data, position }) => [`${data.occurredAt} ${position}`],
  initial: () => ({ accesses: [], customerIds: [], subjects: [] }),
  evolve: (_, { data, metadata }) => {
    const shown = data.looks.map(
      ({ customerIds, operation, by = metadata.actor, correlationId = metadata.correlationId }): Access => ({
        customerIds,
        subject: by.id,
        client: by.service,
        operation,
        correlationId,
      }),
    );
    return {
      accesses: shown,
      customerIds: [...new Set(shown.flatMap(({ customerIds }) => customerIds))],
      subjects: [...new Set(shown.map(({ subject }) => subject))],
    };
  },
});
