import { type QuestionOptions } from './analytics.options.command.js';
import { printAnswer, questionOf } from './analytics.questions.js';
import { bar } from './charts.js';
import {
  amountsOf,
  cellsOf,
  columnsOf,
  type Fields,
  isFields,
  plain,
  rowsOf,
  tablesOf,
} from './report.rows.js';
import { table } from './tables.js';
import { print } from './usage.js';

/** Prints a report; its parameters are each `name=value`. @throws UserError with the service's own words when it refuses the question */
export const report = async (
  name: string,
  parameters: readonly string[],
  options: QuestionOptions,
): Promise<void> => {
  const path = questionOf(`/v1/analytics/${name}`, options, parametersIn(parameters));
  await printAnswer(path, options, show);
};

const parametersIn = (parameters: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    parameters.map((parameter) => {
      const at = parameter.indexOf('=');
      return [parameter.slice(0, at), parameter.slice(at + 1)];
    }),
  );

/** A table for each list of the answer, the totals as last rows of the first; an answer without a list is one row. */
const show = ({ totals, ...answer }: Fields): void => {
  const lists = Object.entries(answer).flatMap(([name, value]) =>
    Array.isArray(value) && (value.length === 0 || isFields(value[0])) ? [{ name, items: value }] : [],
  );
  const shown = lists.length === 0 ? [{ name: '', items: [answer] }] : lists;
  const tables = shown.flatMap(({ name, items }) => tablesOf(name, items));
  const filled = tables.filter(({ rows }, at) => at === 0 || rows.length > 0);
  for (const [at, { name, rows }] of filled.entries()) {
    if (filled.length > 1) print(`${at === 0 ? '' : '\n'}${name}:`);
    showRows(rows, amountsOf(answer), at === 0 ? totals : undefined);
  }
  print(footOf(answer));
};

const showRows = (rows: readonly Fields[], amounts: ReadonlySet<string>, totals: unknown): void => {
  if (rows.length === 0) {
    print('Nothing was found.');
    return;
  }
  const sums = rows.some((row) => 'key' in row) && Array.isArray(totals) ? rowsOf(totals) : [];
  const all = [...rows, ...sums.map((sum): Fields => ({ key: 'all', ...sum }))];
  const columns = columnsOf(all);
  const barOf = barsOf(rows);
  print(
    table(
      [...columns, ...(barOf ? [''] : [])],
      all.map((row, at) => [
        ...cellsOf(row, columns, amounts),
        ...(barOf ? [at < rows.length ? barOf(row) : ''] : []),
      ]),
    ),
  );
};

/** What a bar shows of a group: the first of these that it has. */
const measures = ['net', 'revenue', 'amount', 'customers', 'count'] as const;
const BAR = 16;

/** A bar beside each group; undefined where rows are no groups, or can't be compared. */
const barsOf = (rows: readonly Fields[]): ((row: Fields) => string) | undefined => {
  const measure = measures.find((name) => rows.every((row) => typeof row[name] === 'number'));
  const isGrouped = rows.every((row) => ['key', 'month', 'segment', 'to'].some((name) => name in row));
  const isOfOneCurrency = new Set(rows.map(({ currency }) => currency)).size < 2;
  if (rows.length < 2 || measure === undefined || !isGrouped || !isOfOneCurrency) return undefined;
  const highest = Math.max(...rows.map((row) => Number(row[measure])));
  return (row) => bar(Number(row[measure]), highest, BAR);
};

const convertedOf = ({ to, from, ratesFrom, ratesTo }: Fields): string =>
  Array.isArray(from) && from.length > 0
    ? `${from.join(', ')} converted to ${plain(to)} at rates of ${plain(ratesFrom)} to ${plain(ratesTo)}`
    : `nothing had to be converted to ${plain(to)}`;

/** How many there are in all, and what the figures stand for. */
const footOf = (answer: Fields): string => {
  const { asOf, timeZone, logPosition, nextCursor, converted, counts, count } = answer;
  const counted = isFields(counts)
    ? Object.entries(counts).map(([name, each]) => `${name} ${plain(each)}`)
    : [];
  return [
    ...(counted.length > 0 ? [`of all: ${counted.join(', ')}`] : []),
    ...(typeof count === 'number' ? [`${count.toLocaleString('en')} in all`] : []),
    ...(asOf === undefined
      ? []
      : [`as of ${plain(asOf)}, ${plain(timeZone)}, at position ${plain(logPosition)}`]),
    ...(isFields(converted) ? [convertedOf(converted)] : []),
    ...(nextCursor === undefined ? [] : [`more with --cursor ${plain(nextCursor)}`]),
  ].join('\n');
};
