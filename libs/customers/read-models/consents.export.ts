import { ReadModels } from '../../event-sourcing/core.js';
import { allRows, type ExportSection } from '../../platform/index.js';
import { consents } from './consents.projection.js';
import { statementAnswer } from './consents.query.js';

/** Everything that a customer said about the use of its data, with the evidence; of an erased one, that it was said. */
export const consentsSection: ExportSection = {
  name: 'consents',
  title: 'What was agreed to, and what was not',
  about:
    'Every consent, objection and restriction and its end, with purpose, channel, version of the wording, evidence and expiry.',
  heading: ({ type, occurredAt }) => `${String(type)}, ${String(occurredAt)}`,
  rows: async (resolve, customerId, options) => {
    const statements = await resolve(ReadModels).open(consents, options);
    return allRows(statements, { customerId }, ['position', 1], statementAnswer);
  },
};
