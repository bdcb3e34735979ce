import { type BoundedContext } from '../platform/index.js';
import { accessEvents, type PersonalDataShown } from './access.events.js';
import { AccessQueryController } from './access.query.controller.js';
import { accessesSection, exportsSection } from './export-sections.js';
import { accesses } from './read-models/accesses.projection.js';
import { FindAccessesHandler } from './read-models/accesses.query.js';

/** Who has seen whose personal data: a record before every answer that shows some. */
export const accessContext: BoundedContext = {
  name: 'access',
  accessEvents: {
    category: 'access',
    events: accessEvents,
    eventOf: (shown, occurredAt): PersonalDataShown => ({
      type: 'PersonalDataShown',
      data: {
        occurredAt,
        looks: shown.map(({ customerIds, operation, viewer: { subject, client, correlationId } }) => ({
          customerIds,
          operation,
          by: { id: subject, service: client },
          correlationId,
        })),
      },
    }),
  },
  queryHandlers: [FindAccessesHandler],
  queryControllers: [AccessQueryController],
  projections: [accesses],
  exportSections: [accessesSection, exportsSection],
};
