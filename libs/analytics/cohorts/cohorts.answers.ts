import { ApiProperty } from '@nestjs/swagger';
import { type Period } from '../days.js';
import { ReportFrame } from '../report.frame.js';

export const cohortPeriods = ['day', 'week', 'month', 'quarter'] as const satisfies readonly Period[];
export type CohortPeriod = (typeof cohortPeriods)[number];

const count = { type: 'integer', minimum: 0 } as const;
const rate = { type: 'number', minimum: 0, maximum: 1 } as const;

/** One cohort in one period of its life; amounts in minor units. */
export class CohortCell {
  @ApiProperty({ ...count, description: 'Periods since the one of the first purchase, which is 0' })
  readonly offset: number;

  @ApiProperty({ ...count, description: 'Customers of the cohort with an order in the period' })
  readonly active: number;

  @ApiProperty({ ...rate, description: 'active ÷ customers' })
  readonly retention: number;

  @ApiProperty({ ...count, description: 'Orders placed in the period, cancelled ones included' })
  readonly orders: number;

  @ApiProperty({ type: 'integer', description: 'Order totals less refunds, each in its own period' })
  readonly net: number;

  @ApiProperty({ type: 'integer', description: 'Net spend up to the end of the period ÷ customers' })
  readonly cumulativePerCustomer: number;
}

export class Cohort {
  @ApiProperty({ description: 'The period of the first purchase: 2017-08-01, 2017-W31, 2017-08, 2017Q3' })
  readonly key: string;

  @ApiProperty()
  readonly currency: string;

  @ApiProperty({ ...count, description: 'With a first purchase in the currency in this period' })
  readonly customers: number;

  @ApiProperty({
    type: [CohortCell],
    description: 'Up to the period that asOf is in, which may not be over; empty periods included',
  })
  readonly cells: readonly CohortCell[];
}

export class CohortReportAnswer extends ReportFrame {
  @ApiProperty({ enum: cohortPeriods, description: 'Weeks begin on Monday (ISO 8601)' })
  readonly period: CohortPeriod;

  @ApiProperty({
    type: 'string',
    format: 'date',
    nullable: true,
    description: 'First purchases from this day on',
  })
  readonly from: string | null;

  @ApiProperty({
    type: 'string',
    format: 'date',
    nullable: true,
    description: 'First purchases up to this day',
  })
  readonly to: string | null;

  @ApiProperty({
    type: [Cohort],
    description: 'Currency by currency, by time; periods without a first purchase are left out',
  })
  readonly cohorts: readonly Cohort[];
}
