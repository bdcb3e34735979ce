import { setTimeout as delay } from 'node:timers/promises';
import {
  type CarryOutAnswer,
  type CarryOutList,
  type DueAnswer,
  type DueByRule,
} from '../../libs/privacy/retention/retention.answers.js';
import { asking, telling } from './asking.js';
import { whileMoving } from './moving.js';
import { type Questions } from './questions.js';
import { table } from './tables.js';
import { type CommonOptions, print, printJson, type ServiceOptions, type WaitOptions } from './usage.js';

interface AskedOptions extends CommonOptions, ServiceOptions, WaitOptions {
  readonly asOf?: string;
}

export interface DueOptions extends AskedOptions {
  readonly rule?: string;
  readonly heldBack?: true;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface CarryOutOptions extends AskedOptions {
  readonly expected: number;
}

const DUE = '/v1/privacy/due';
const CARRY_OUTS = `${DUE}/carry-outs`;
const BETWEEN_LOOKS = 200;

export const due = async (options: DueOptions): Promise<void> => {
  const { asOf, rule, heldBack, limit, cursor } = options;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ asOf, rule, heldBack, limit, cursor }))
    if (value !== undefined) query.set(name, String(value));
  const found = await asking(options, async (questions) =>
    (await questions.ask(`${DUE}?${query.toString()}`)).json<DueAnswer>(),
  );
  if (options.json) {
    printJson(found);
    return;
  }
  if (found.rules.length === 0) print('There are no rules of retention: DOSSIER_RETENTION is not set.');
  for (const each of found.rules) reportDue(each, found);
};

const reportDue = (
  { rule, cutoff, due: count, heldBack, items, nextCursor }: DueByRule,
  { asOf, timeZone }: DueAnswer,
): void => {
  print(
    `${rule}, as of ${asOf} (${timeZone}): ${count} due, last before ${cutoff}; ${heldBack} held back besides`,
  );
  if (items.length === 0) return;
  print(
    table(
      ['id', 'customer', 'last', 'last purchase', 'last contact', 'held back by'],
      items.map(({ id, customerId, lastDay, lastPurchaseDay, lastContactDay, heldBack: holds }) => [
        id,
        customerId,
        lastDay,
        lastPurchaseDay ?? '',
        lastContactDay ?? '',
        holds.join(', '),
      ]),
    ),
  );
  if (nextCursor !== undefined) print(`more with --rule '${rule}' --cursor ${nextCursor}`);
};

/**
 * Has the rule carried out, and waits until it is done.
 * @throws UserError when it is refused, or comes no further
 */
export const carryOut = async (rule: string, options: CarryOutOptions): Promise<void> => {
  const { expected } = options;
  const done = await telling(options, async (questions) => {
    const asOf = options.asOf ?? (await questions.ask(DUE)).json<DueAnswer>().asOf;
    const { id } = await questions.tell<{ readonly id: string }>(CARRY_OUTS, { rule, asOf, expected });
    return completed(id, questions, options);
  });
  if (options.json) printJson(done);
  else report(done);
};

const completed = (id: string, questions: Questions, options: WaitOptions): Promise<CarryOutAnswer> => {
  let latest: CarryOutAnswer | undefined;
  const look = () => Promise.resolve([{ name: `carry-out ${id}`, words: progressOf(latest) }]);
  return whileMoving(look, options, async (signal) => {
    for (;;) {
      const { items } = (await questions.ask(`${CARRY_OUTS}?limit=200`)).json<CarryOutList>();
      latest = items.find((each) => each.id === id);
      if (latest && latest.completedAt !== null) return latest;
      await delay(BETWEEN_LOOKS, undefined, { signal });
    }
  });
};

const progressOf = (carryOut: CarryOutAnswer | undefined): string =>
  carryOut === undefined ? 'asked for' : `${carryOut.carriedOut} let go of`;

const report = ({ id, rule, carriedOut, skipped }: CarryOutAnswer): void => {
  print(`${rule}: ${carriedOut} let go of (carry-out ${id})`);
  for (const { reason, count } of skipped) print(`left as it is: ${count}, ${reason}`);
};
