import { at, drawing, text } from '../svg.js';
import { amountText } from '../../platform/money/index.js';
import { type CohortCell, type CohortReportAnswer } from './cohorts.answers.js';

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

/** A triangle of cells: a row for each cohort, a column for each period of its life; the darker, the higher. */
export function cohortHeatMap(
  { cohorts, period }: Pick<CohortReportAnswer, 'cohorts' | 'period'>,
  currency: string | null,
  measure: CohortMeasure,
): string {
  const columns = Math.max(1, ...cohorts.map(({ cells }) => cells.length));
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
    const y = TOP + row * CELL.height;
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
  const heads = Array.from({ length: columns }, (_, offset) =>
    text(LEFT + (offset + 0.5) * CELL.width, TOP - 8, `${offset}`, 'text-anchor="middle"'),
  );
  const title = `${titles[measure]}, by ${period} of the first purchase`;
  return drawing(LEFT + columns * CELL.width + 10, TOP + cohorts.length * CELL.height + 10, title, [
    text(10, 20, title, 'font-weight="bold"'),
    text(LEFT - 10, TOP - 8, 'customers', 'text-anchor="end"'),
    ...heads,
    ...rows,
  ]);
}
