import { readFile } from 'node:fs/promises';
import {
  type DefinedSegmentAnswer,
  type DefinedSegmentList,
  type SegmentMembersAnswer,
} from '../../libs/analytics/segments/defined/defined-segments.answers.js';
import { amountText } from '../../libs/platform/money/index.js';
import { type QuestionOptions, ROWS } from './analytics.options.command.js';
import { answerAfter, present, printAnswer, questionOf } from './analytics.questions.js';
import { answerTo } from './asking.js';
import { table } from './tables.js';
import { type AskOptions, print, printJson, UserError } from './usage.js';

export interface ChangeOptions extends AskOptions {
  readonly name?: string;
  readonly file?: string;
  readonly about?: string;
  readonly currency?: string;
}

export interface DefineOptions extends ChangeOptions {
  readonly file: string;
}

export interface RetireOptions extends AskOptions {
  readonly reason?: string;
}

const SEGMENTS = '/v1/analytics/segments';
const pathOf = (id: string): string => `${SEGMENTS}/${id}`;

export const list = async (options: AskOptions): Promise<void> => {
  const found = await answerTo<DefinedSegmentList>(`${SEGMENTS}/definitions`, options);
  if (options.json) {
    printJson(found);
    return;
  }
  print(
    table(
      ['segment', 'name', 'status', 'defined at', 'conditions'],
      found.items.map(({ id, name, status, definedAt, anyOf }) => [
        id,
        name,
        status,
        definedAt,
        wordsOf(anyOf),
      ]),
    ),
  );
};

export const show = async (id: string, options: AskOptions): Promise<void> => {
  report(await answerTo<DefinedSegmentAnswer>(pathOf(id), options), options);
};

export const define = async (name: string, options: DefineOptions): Promise<void> => {
  const { about, currency } = options;
  const data = present({ name, about, currency, anyOf: await groupsIn(options.file) });
  report(await answerAfter<DefinedSegmentAnswer>({ type: 'DefineSegment', data }, options, pathOf), options);
};

export const change = async (id: string, options: ChangeOptions): Promise<void> => {
  const { name, about, currency, file } = options;
  const anyOf = file === undefined ? undefined : await groupsIn(file);
  const data = present({ name, about, currency, anyOf });
  report(
    await answerAfter<DefinedSegmentAnswer>({ type: 'ChangeSegment', id, data }, options, pathOf),
    options,
  );
};

export const retire = async (id: string, options: RetireOptions): Promise<void> => {
  const data = present({ reason: options.reason });
  report(
    await answerAfter<DefinedSegmentAnswer>({ type: 'RetireSegment', id, data }, options, pathOf),
    options,
  );
};

export const members = async (id: string, options: QuestionOptions): Promise<void> => {
  const limit = options.limit ?? (options.csv ? undefined : ROWS);
  await printAnswer(questionOf(`${pathOf(id)}/members`, options, { limit }), options, showMembers);
};

const showMembers = (found: SegmentMembersAnswer): void => {
  print(
    table(
      ['customer', 'name', 'orders', 'net', 'last order'],
      found.items.map((item) => [
        item.customerId,
        item.name ?? '–',
        item.orders,
        amountOf(item),
        item.lastOrder ?? '–',
      ]),
    ),
  );
  print(
    `${found.count.toLocaleString('en')} ${found.count === 1 ? 'member' : 'members'} of ${found.segment} as of ${found.asOf}, ${found.timeZone}: ` +
      `${found.totals.map((total) => `${total.orders.toLocaleString('en')} orders, ${amountOf(total)} net`).join('; ')}.`,
  );
  if (found.nextCursor !== undefined) print(`more with --cursor ${found.nextCursor}`);
};

const amountOf = ({ net, currency }: { readonly net: number; readonly currency: string | null }): string =>
  currency === null ? `${net}` : amountText(net, currency);

const report = (segment: DefinedSegmentAnswer, { json }: AskOptions): void => {
  if (json) {
    printJson(segment);
    return;
  }
  print(
    table(
      ['change', 'at', 'by', 'name', 'currency', 'conditions'],
      segment.history.map(({ change: what, at, by, name, currency, anyOf }) => [
        what,
        at,
        by,
        name,
        currency ?? '–',
        wordsOf(anyOf),
      ]),
    ),
  );
  print(`The segment is ${segment.id}.`);
};

/** `region in North and orders at least 3, or tag in vip`. */
const wordsOf = (anyOf: DefinedSegmentAnswer['anyOf']): string =>
  anyOf
    .map(({ allOf }) =>
      allOf
        .map(({ field, in: listed, notIn, min, max }) =>
          [
            field,
            ...(listed === undefined ? [] : [`in ${listed.join(', ')}`]),
            ...(notIn === undefined ? [] : [`not in ${notIn.join(', ')}`]),
            ...(min === undefined ? [] : [`at least ${min}`]),
            ...(max === undefined ? [] : [`at most ${max}`]),
          ].join(' '),
        )
        .join(' and '),
    )
    .join(', or ');

/** @throws UserError when the file can't be read or is no JSON */
const groupsIn = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw new UserError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
};
