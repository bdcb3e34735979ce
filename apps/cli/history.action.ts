import { historyEventAnswer } from '../../libs/audit/audit.answers.js';
import { AuditError } from '../../libs/audit/audit.errors.js';
import { AuditTrail } from '../../libs/audit/audit-trail.js';
import { type HistoricalEvent } from '../../libs/audit/customer-history.js';
import { localPrincipal } from '../../libs/platform/access/principal.js';
import { AccessRecorder, type DossierConfig } from '../../libs/platform/index.js';
import { QueryApiModule } from '../query-api/query-api.module.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { configForReading, openContext } from './command-line.js';
import { whileReading } from './reading.js';
import { type CommonOptions, print, printJson, UserError, type WaitOptions } from './usage.js';

export interface TrailOptions extends CommonOptions, WaitOptions {}

export interface HistoryOptions extends TrailOptions {
  readonly scan?: true;
}

/**
 * Works with the audit trail, after the index has come to the end of the log; an id may be in upper case, too. That the
 * customer's data is shown is recorded before, unless the stores are only read here.
 */
const withTrail = (
  customer: string,
  operation: string,
  options: TrailOptions,
  work: (trail: AuditTrail, customerId: string) => Promise<void>,
): Promise<void> => {
  const open = (config: DossierConfig) =>
    openContext(config.readOnly ? QueryApiModule.forRoot(config) : StandaloneModule.inOneThread(config));
  return whileReading(configForReading(options), options, open, async (context) => {
    const customerId = customer.toLowerCase();
    const shown = { customerIds: [customerId], operation };
    await context.get(AccessRecorder, { strict: false }).record(shown, localPrincipal);
    try {
      await work(context.get(AuditTrail, { strict: false }), customerId);
    } catch (error) {
      if (error instanceof AuditError)
        throw new UserError(`${error.message}; dossier get /v1/customers lists them`);
      throw error;
    }
  });
};

const secondOf = (instant: string): string => instant.slice(0, 19);

const lineOf = ({ position, stream, revision, type, data, metadata }: HistoricalEvent): string => {
  const { actor, recordedAt, commandId, source } = metadata;
  const { id, service } = actor;
  const who = id === service ? service : `${id}@${service}`;
  const times = `${secondOf(data.occurredAt)}  recorded ${secondOf(recordedAt)}`;
  const from = source === undefined ? '' : `  from ${source.file}:${source.line}`;
  return `${position}  ${times}  ${type.padEnd(22)}  ${stream}@${revision}  by ${who}  command ${commandId}${from}`;
};

export const history = (customer: string, { scan, json, ...options }: HistoryOptions): Promise<void> =>
  withTrail(customer, 'dossier history', options, async (trail, customerId) => {
    const { events, completeTo } = scan
      ? { events: trail.scan(customerId), completeTo: undefined }
      : await trail.whole(customerId);
    for await (const event of events) {
      if (json) printJson(historyEventAnswer(event));
      else print(lineOf(event));
    }
    if (!json && completeTo) print(`complete up to position ${completeTo}`);
  });

const shown = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

export const replay = (customer: string, { json, ...options }: TrailOptions): Promise<void> =>
  withTrail(customer, 'dossier replay', options, async (trail, customerId) => {
    const { events } = await trail.whole(customerId);
    for await (const { event, changes } of trail.replay(events)) {
      if (json) {
        printJson({ ...historyEventAnswer(event), changes });
        continue;
      }
      print(lineOf(event));
      for (const { path, before, after } of changes) print(`    ${path}: ${shown(before)} → ${shown(after)}`);
    }
  });
