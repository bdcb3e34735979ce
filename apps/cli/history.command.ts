import { type Command } from 'commander';
import { historyEventAnswer } from '../../libs/audit/audit.answers.js';
import { AuditError } from '../../libs/audit/audit.errors.js';
import { AuditTrail } from '../../libs/audit/audit-trail.js';
import { type HistoricalEvent } from '../../libs/audit/customer-history.js';
import { QueryApiModule } from '../query-api/query-api.module.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import {
  type CommonOptions,
  configForReading,
  print,
  printJson,
  subcommand,
  UserError,
  withContext,
} from './command-line.js';
import { catchUp, type WaitOptions, withPatience } from './waiting.js';

const HISTORY_EXAMPLES = `  dossier history 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11
  dossier history 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --scan --json > history.ndjson

The events themselves, over all the customer's streams, in the order of the log: position, when it happened, when it was
recorded, what, where, by whom, by which command; --json has all that the log knows of them. Which they are comes from an
index; with --scan the whole log is read instead, for whoever trusts no index: both must give the same.`;

const REPLAY_EXAMPLES = `  dossier replay 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11

Each event, and what it changed in the state that the next command is decided on.`;

interface TrailOptions extends CommonOptions, WaitOptions {}

interface HistoryOptions extends TrailOptions {
  readonly scan?: true;
}

/** Works with the audit trail, after the index has come to the end of the log; an id may be in upper case, too. */
const withTrail = (
  customer: string,
  options: TrailOptions,
  work: (trail: AuditTrail, customerId: string) => Promise<void>,
): Promise<void> => {
  const config = configForReading(options);
  const module = config.readOnly ? QueryApiModule.forRoot(config) : StandaloneModule.inOneThread(config);
  return withContext(module, async (context) => {
    await catchUp(context, options);
    try {
      await work(context.get(AuditTrail, { strict: false }), customer.toLowerCase());
    } catch (error) {
      if (error instanceof AuditError)
        throw new UserError(`${error.message}; dossier get /v1/customers lists them`);
      throw error;
    }
  });
};

const secondOf = (instant: string): string => instant.slice(0, 19);

const lineOf = ({ position, stream, revision, type, data, metadata }: HistoricalEvent): string => {
  const { actor, recordedAt, commandId } = metadata;
  const { id, service } = actor;
  const who = id === service ? service : `${id}@${service}`;
  const times = `${secondOf(data.occurredAt)}  recorded ${secondOf(recordedAt)}`;
  return `${position}  ${times}  ${type.padEnd(22)}  ${stream}@${revision}  by ${who}  command ${commandId}`;
};

/** `dossier history`: every event of a customer's life. */
export const registerHistory = (program: Command): void => {
  withPatience(
    subcommand(
      program,
      'history <customer>',
      'print every event of a customer’s life, from the log',
      HISTORY_EXAMPLES,
    ),
  )
    .option('--scan', 'read the whole log instead of the index')
    .action((customer: string, { scan, json, ...options }: HistoryOptions) =>
      withTrail(customer, options, async (trail, customerId) => {
        const { events, completeTo } = scan
          ? { events: trail.scan(customerId), completeTo: undefined }
          : await trail.whole(customerId);
        for await (const event of events) {
          if (json) printJson(historyEventAnswer(event));
          else print(lineOf(event));
        }
        if (!json && completeTo) print(`complete up to position ${completeTo}`);
      }),
    );
};

const shown = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

/** `dossier replay`: every event of a customer's life, and what it changed. */
export const registerReplay = (program: Command): void => {
  withPatience(
    subcommand(
      program,
      'replay <customer>',
      'print what each event of a customer’s life changed',
      REPLAY_EXAMPLES,
    ),
  ).action((customer: string, { json, ...options }: TrailOptions) =>
    withTrail(customer, options, async (trail, customerId) => {
      const { events } = await trail.whole(customerId);
      for await (const { event, changes } of trail.replay(events)) {
        if (json) {
          printJson({ ...historyEventAnswer(event), changes });
          continue;
        }
        print(lineOf(event));
        for (const { path, before, after } of changes)
          print(`    ${path}: ${shown(before)} → ${shown(after)}`);
      }
    }),
  );
};
