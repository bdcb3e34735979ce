import { type ExportSection } from '../platform/index.js';
import { historyEventAnswer } from './audit.answers.js';
import { AuditTrail } from './audit-trail.js';
import { type HistoricalEvent } from './customer-history.js';

/** The state of every stream of a customer, whichever context it is of. */
export const streamsSection: ExportSection = {
  name: 'streams',
  title: 'What is held',
  about:
    'The person, and each interaction, deal, order and so on, as it stands now: folded from the events below.',
  heading: ({ context, id }) => `${String(context)} ${String(id)}`,
  rows: (resolve, customerId, { minPosition }) => resolve(AuditTrail).streams(customerId, minPosition),
};

/** Every event of a customer's life. */
export const historySection: ExportSection = {
  name: 'history',
  title: 'Where it came from',
  about:
    'Every event that was recorded, in the order of the log: when it happened, when it was recorded, by whom, through which service, and the line of a file that an import made it of.',
  heading: ({ type, occurredAt }) => `${String(type)}, ${String(occurredAt)}`,
  rows: async (resolve, customerId, { minPosition }) => {
    const { events } = await resolve(AuditTrail).whole(customerId, minPosition);
    return answersOf(events);
  },
};

async function* answersOf(events: AsyncIterable<HistoricalEvent>): AsyncGenerator<object> {
  for await (const event of events) {
    const { erased } = event;
    yield { ...historyEventAnswer(event), ...(erased === undefined ? {} : { erased }) };
  }
}
