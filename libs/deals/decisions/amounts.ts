import { type LineBody } from '../../platform/index.js';
import { splitMinor, sumMinor } from '../../platform/money/index.js';
import { type DealTermsBody } from '../deals.commands.js';
import { DealError } from '../deals.errors.js';
import { type DealLine, type DealTerms } from '../deals.events.js';

type Amounts = Pick<DealTerms, 'lines' | 'amountMinor'>;

const lineOf = ({ product, category, quantity, amount }: LineBody): DealLine => ({
  product,
  ...(category === undefined ? {} : { category }),
  quantity,
  amountMinor: amount,
});

/** False: there is nothing to order. Lines that cost nothing are something. */
export const isForSomething = ({ lines, amountMinor }: Amounts): boolean =>
  lines.length > 0 || amountMinor > 0;

/** The lines add up to the new amount, in the proportions that they had. */
export const amountingTo = ({ lines }: Amounts, amountMinor: number): Amounts => {
  const parts = splitMinor(
    amountMinor,
    lines.map((line) => line.amountMinor),
  );
  return { lines: lines.map((line, index) => ({ ...line, amountMinor: parts[index] ?? 0 })), amountMinor };
};

/**
 * Lines and amount after a request that names lines, or an amount, or a product, or none of them.
 * @throws DealError
 */
export const amountsOf = (
  { lines, amount, product, category }: DealTermsBody,
  { lines: before, amountMinor }: Amounts,
): Amounts => {
  if (lines !== undefined) {
    if (amount !== undefined || product !== undefined || category !== undefined)
      throw new DealError('ambiguous-amount', 'a deal has lines, or one amount and product, not both');
    const total = sumMinor(lines.map((line) => line.amount));
    if (total === undefined)
      throw new DealError('total-too-large', 'the lines add up to more than can be kept exactly');
    return { lines: lines.map(lineOf), amountMinor: total };
  }
  const whole = amount ?? amountMinor;
  if (product === undefined) {
    if (category !== undefined)
      throw new DealError('ambiguous-amount', 'a category belongs to a product, which is missing');
    return amountingTo({ lines: before, amountMinor }, whole);
  }
  const line = { product, ...(category === undefined ? {} : { category }), quantity: 1, amount: whole };
  return { lines: [lineOf(line)], amountMinor: whole };
};
