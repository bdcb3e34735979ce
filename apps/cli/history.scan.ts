import { type HistoryEventAnswer, historyEventAnswer } from '../../libs/audit/audit.answers.js';
import { AuditTrail } from '../../libs/audit/audit-trail.js';
import { AccessRecorder, type DossierConfig, localPrincipal } from '../../libs/platform/index.js';
import { QueryApiModule } from '../query-api/query-api.module.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { configForReading, openContext } from './command-line.js';
import { whileReading } from './reading.js';
import { type CommonOptions, type WaitOptions } from './usage.js';

/**
 * The events of a customer's life, found by reading the whole log. That the customer's data is shown is recorded before,
 * unless the stores are only read here.
 */
export const withScannedHistory = (
  customer: string,
  options: CommonOptions & WaitOptions,
  work: (events: AsyncIterable<HistoryEventAnswer>) => Promise<void>,
): Promise<void> => {
  const open = (config: DossierConfig) =>
    openContext(config.readOnly ? QueryApiModule.forRoot(config) : StandaloneModule.inOneThread(config));
  return whileReading(configForReading(options), options, open, async (context) => {
    const customerId = customer.toLowerCase();
    const shown = { customerIds: [customerId], operation: 'dossier history' };
    await context.get(AccessRecorder, { strict: false }).record(shown, localPrincipal);
    await work(answersOf(context.get(AuditTrail, { strict: false }).scan(customerId)));
  });
};

async function* answersOf(events: ReturnType<AuditTrail['scan']>): AsyncGenerator<HistoryEventAnswer> {
  for await (const event of events) yield historyEventAnswer(event);
}
