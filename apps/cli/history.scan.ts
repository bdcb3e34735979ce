import { LATEST } from '../../libs/event-sourcing/core.js';
import { type HistoryEventAnswer, historyEventAnswer } from '../../libs/audit/audit.answers.js';
import { AuditTrail } from '../../libs/audit/audit-trail.js';
import { AccessRecorder, type DossierConfig, localPrincipal } from '../../libs/platform/index.js';
import { QueryApiModule } from '../query-api/query-api.module.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { configForReading, openContext } from './command-line.js';
import { existingInstallation } from './installation.js';
import { RefusedError } from './questions.js';
import { whileReading } from './reading.js';
import { questionsTo, serviceOnFolder } from './service.js';
import { type CommonOptions, type ServiceOptions, UserError, type WaitOptions } from './usage.js';

type Record = () => Promise<void>;
type ScanOptions = CommonOptions & ServiceOptions & WaitOptions;

/**
 * The events of a customer's life, found by reading the whole log. That the customer's data is shown is recorded before the
 * first; while a service writes to the log, by that service, which is asked for the beginning of the same.
 */
export const withScannedHistory = async (
  customer: string,
  options: ScanOptions,
  work: (events: AsyncIterable<HistoryEventAnswer>) => Promise<void>,
): Promise<void> => {
  const customerId = customer.toLowerCase();
  const record = await recordByService(customerId, options);
  const open = (config: DossierConfig) =>
    openContext(config.readOnly ? QueryApiModule.forRoot(config) : StandaloneModule.inOneThread(config));
  return whileReading(configForReading(options), options, open, (context) => {
    const shown = { customerIds: [customerId], operation: 'dossier history' };
    const recorder = context.get(AccessRecorder, { strict: false });
    const events = context.get(AuditTrail, { strict: false }).scan(customerId);
    return work(answersOf(events, record ?? (() => recorder.record(shown, localPrincipal))));
  });
};

/** Undefined: no service runs, or none that this command has a token for. */
const recordByService = async (customerId: string, options: ScanOptions): Promise<Record | undefined> => {
  const service = await serviceOnFolder(existingInstallation(options), options, 'cli');
  if (service?.token === undefined) return undefined;
  try {
    const path = `/v1/audit/customers/${encodeURIComponent(customerId)}/history?limit=1`;
    await questionsTo(service, LATEST, options).ask(path);
    return () => Promise.resolve();
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'customer-not-found') throw error;
    return () => {
      const reason = `the index of the service at ${service.url} knows nothing of ${customerId}, so that it doesn't record this`;
      return Promise.reject(new UserError(`${reason}: stop the service, and run the command again`));
    };
  }
};

async function* answersOf(
  events: ReturnType<AuditTrail['scan']>,
  record: Record,
): AsyncGenerator<HistoryEventAnswer> {
  let isRecorded = false;
  for await (const event of events) {
    if (!isRecorded) await record();
    isRecorded = true;
    yield historyEventAnswer(event);
  }
}
