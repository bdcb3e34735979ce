import { at, drawing, text } from '../svg.js';
import { amountText } from '../../platform/money/index.js';
import { eachOf } from '../groups.js';
import { type Cohort, type CohortCell, type CohortReportAnswer } from './cohorts.answers.js';

export const cohortMeasures = ['retention', 'orders', 'cumulativePerCustomer'] as const;
export type CohortMeasure = (typeof cohortMeasures)[number];

const CELL = { width: 62, height: 24 };
const LEFT = 150;
const TOP = 60;

const titles: Readonly<Record<CohortMeasure, string>> = {
  retention: 'Share of customers with an order',
  orders: 'Orders',
  cumulativePerCustomer: 'Net spend so far, a customer',
};

/** A triangle of cells for each currency: a row for each cohort, a column for each period of its life; the darker, the higher. */
export function cohortHeatMap(
  { cohorts, period }: Pick<CohortReportAnswer, 'cohorts' | 'period'>,
  measure: CohortMeasure,
): string {
  const currencies = eachOf([...new Set(cohorts.map(({ currency }) => currency))]);
  const heading = `${titles[measure]}, by ${period} of the first purchase`;
  const parts: string[] = [];
  let top = 0;
  for (const currency of currencies) {
    const shown = cohorts.filter((cohort) => cohort.currency === currency);
    const title = currencies.length > 1 ? `${heading}, ${currency}` : heading;
    parts.push(...triangle(shown, currency, measure, title, top));
    top += TOP + shown.length * CELL.height + 10;
  }
  return drawing(LEFT + columnsOf(cohorts) * CELL.width + 10, top, heading, parts);
}

const columnsOf = (cohorts: readonly Cohort[]): number =>
  Math.max(1, ...cohorts.map(({ cells }) => cells.length));

function triangle(
  cohorts: readonly Cohort[],
  currency: string | null,
  measure: CohortMeasure,
  title: string,
  top: number,
): string[] {
  // In its first period every customer is retained: the others set the scale.
  const scaled = cohorts.flatMap(({ cells }) => (measure === 'retention' ? cells.slice(1) : cells));
  const highest = Math.max(1e-9, ...scaled.map((cell) => cell[measure]));
  const labelOf = (cell: CohortCell): string => {
    if (measure === 'retention') return `${(cell.retention * 100).toFixed(1)} %`;
    return measure === 'orders' || currency === null
      ? cell[measure].toLocaleString('en')
      : amountText(cell[measure], currency);
  };
  const rows = cohorts.flatMap(({ key, customers, cells }, row) => {
    const y = top + TOP + row * CELL.height;
    return [
      text(10, y + 16, key),
      text(LEFT - 10, y + 16, customers.toLocaleString('en'), 'text-anchor="end"'),
      ...cells.flatMap((cell) => {
        const x = LEFT + cell.offset * CELL.width;
        const share = Math.max(0, Math.min(1, cell[measure] / highest));
        const colour = share > 0.6 ? '#fff' : '#222';
        return [
          `<rect x="${at(x)}" y="${at(y)}" width="${CELL.width - 1}" height="${CELL.height - 1}" fill="#08519c" fill-opacity="${at(share)}"/>`,
          text(x + CELL.width / 2, y + 16, labelOf(cell), `text-anchor="middle" fill="${colour}"`),
        ];
      }),
    ];
  });
  const heads = Array.from({ length: columnsOf(cohorts) }, (_, offset) =>
    text(LEFT + (offset + 0.5) * CELL.width, top + TOP - 8, `${offset}`, 'text-anchor="middle"'),
  );
  return [
    text(10, top + 20, title, 'font-weight="bold"'),
    text(LEFT - 10, top + TOP - 8, 'customers', 'text-anchor="end"'),
    ...heads,
    ...rows,
  ];
}
