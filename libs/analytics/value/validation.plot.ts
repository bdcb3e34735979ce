import { drawing, lineChart } from '../svg.js';
import { type Compared, type Validation } from './validation.js';

const colours = { actual: '#222', expected: '#c33', naive: '#39c' } as const;
const names = ['actual', 'expected', 'naive'] as const;

const linesOf = (compared: readonly Compared[]) =>
  names.map((name) => ({ name, colour: colours[name], values: compared.map((each) => each[name]) }));

/** Repeat purchase days in the hold-out: by week, summed up and each, and by frequency before it. */
export function validationPlot({ weeks, byFrequency }: Validation, title: string): string {
  const labels = weeks.map(({ week }) => `${week}`);
  const chart = (y: number) => ({ x: 15, y, width: 670, height: 220 });
  return drawing(700, 710, title, [
    ...lineChart(
      chart(10),
      'Purchases since the fit, by week',
      labels,
      linesOf(weeks.map(({ cumulative }) => cumulative)),
    ),
    ...lineChart(
      chart(245),
      'Purchases of each week',
      labels,
      linesOf(weeks.map(({ incremental }) => incremental)),
    ),
    ...lineChart(
      chart(480),
      'Purchases a customer, by repeat purchases before the fit',
      byFrequency.map(({ frequency }) => frequency),
      linesOf(byFrequency),
    ),
  ]);
}
