import { Deciders, EventCodec, type EventStore, eventTypesOf, ReadModels } from '../event-sourcing/core.js';
import { EVENT_STORE } from '../event-sourcing/nest.js';
import { type BoundedContext, ofAll } from '../platform/index.js';
import { auditQueryController } from './audit.query.controller.js';
import { AuditTrail } from './audit-trail.js';
import { historySection, streamsSection } from './export-sections.js';
import { historyOf } from './read-models/history.projection.js';
import { CUSTOMER } from './state-as-of.js';
import { streamHistoryController } from './stream-history.controller.js';

/** The names of contexts with streams of customers, by the categories of these; the customer itself is not in a list. */
const namesByCategory = (contexts: readonly BoundedContext[]): ReadonlyMap<string, string> =>
  new Map(
    contexts
      .filter(({ timeline }) => timeline !== undefined)
      .flatMap(({ name, deciders = [] }) => deciders.map(({ category }) => [category, name] as const))
      .filter(([category]) => category !== CUSTOMER),
  );

/** The history of a customer is over the streams of all contexts. */
const hasOwnStreams = ({ deciders = [] }: BoundedContext): boolean =>
  deciders.length > 0 && !deciders.some(({ category }) => category === CUSTOMER);

/** Histories and states of customers, over the events of every context's deciders. */
export const auditContext: BoundedContext = {
  name: 'audit',
  tags: {
    audit:
      'The history of a customer or of one deal, order, interaction, and a customer’s state as of any time, read from the log itself.',
  },
  exportSections: [streamsSection, historySection],
  derived: (contexts) => {
    const deciders = ofAll(contexts, (context) => context.deciders);
    const history = historyOf(
      deciders.flatMap(({ events }) => eventTypesOf(events)),
      ofAll(contexts, ({ attachingEvents }) => attachingEvents),
    );
    const names = namesByCategory(contexts);
    return {
      queryHandlers: [
        {
          provide: AuditTrail,
          inject: [ReadModels, EVENT_STORE, EventCodec],
          useFactory: (readModels: ReadModels, store: EventStore, codec: EventCodec) =>
            new AuditTrail(readModels, store, codec, { history, deciders: new Deciders(deciders), names }),
        },
      ],
      queryControllers: [
        auditQueryController([...new Set(names.values())]),
        ...contexts.filter(hasOwnStreams).map(streamHistoryController),
      ],
      projections: [history],
    };
  },
};
