import { type HistoryEventAnswer } from '../../libs/audit/audit.answers.js';
import { asking } from './asking.js';
import { type CommonOptions, print, printJson, type ServiceOptions, type WaitOptions } from './usage.js';

export interface TrailOptions extends CommonOptions, ServiceOptions, WaitOptions {}

export interface HistoryOptions extends TrailOptions {
  readonly scan?: true;
}

const secondOf = (instant: string): string => instant.slice(0, 19);

const lineOf = (event: HistoryEventAnswer): string => {
  const { position, stream, revision, type, occurredAt, recordedAt, actor, commandId, source } = event;
  const { id, service } = actor;
  const who = id === service ? service : `${id}@${service}`;
  const times = `${secondOf(occurredAt)}  recorded ${secondOf(recordedAt)}`;
  const from = source === undefined ? '' : `  from ${source.file}:${source.line}`;
  return `${position}  ${times}  ${type.padEnd(22)}  ${stream}@${revision}  by ${who}  command ${commandId}${from}`;
};

/** The events of a customer's life as the service answers with them; an id may be in upper case, too. */
const withHistory = (
  customer: string,
  options: TrailOptions,
  work: (events: AsyncIterable<HistoryEventAnswer>, logPosition: string) => Promise<void>,
): Promise<void> =>
  asking(options, async (questions) => {
    const path = `/v1/audit/customers/${encodeURIComponent(customer)}/history`;
    const { header, items } = await questions.list<HistoryEventAnswer>(path);
    await work(items, header('dossier-position') ?? '');
  });

const printEvents = async (
  events: AsyncIterable<HistoryEventAnswer>,
  { json }: CommonOptions,
): Promise<void> => {
  for await (const event of events) {
    if (json) printJson(event);
    else print(lineOf(event));
  }
};

export const history = async (customer: string, options: HistoryOptions): Promise<void> => {
  if (options.scan) {
    const { withScannedHistory } = await import('./history.scan.js');
    await withScannedHistory(customer, options, (events) => printEvents(events, options));
    return;
  }
  await withHistory(customer, options, async (events, logPosition) => {
    await printEvents(events, options);
    if (!options.json && logPosition !== '') print(`complete up to position ${logPosition}`);
  });
};

const shown = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

/** What each event changed is told by the rules of this program, whichever service the events come from. */
export const replay = (customer: string, { json, ...options }: TrailOptions): Promise<void> =>
  withHistory(customer, options, async (events) => {
    const { replayed } = await import('./history.replay.js');
    for await (const { event, changes } of replayed(events, options)) {
      if (json) {
        printJson({ ...event, changes });
        continue;
      }
      print(lineOf(event));
      for (const { path, before, after } of changes) print(`    ${path}: ${shown(before)} → ${shown(after)}`);
    }
  });
