import { ApiProperty } from '@nestjs/swagger';
import { ReportFrame } from '../report.frame.js';
import { type Measure, measures } from './distributions.report.js';

const count = { type: 'integer', minimum: 0 } as const;
const whole = { type: 'integer' } as const;

export class PercentileAnswer {
  @ApiProperty(count)
  readonly percent: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Linear between the two nearest values, two decimals; null if there are none',
  })
  readonly value: number | null;
}

export class TopAnswer {
  @ApiProperty({ ...count, description: 'The highest so many per cent of values' })
  readonly percent: number;

  @ApiProperty({ ...count, description: 'How many these are, rounded up' })
  readonly count: number;

  @ApiProperty(whole)
  readonly sum: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Of the sum of all values; null if that is not above 0',
  })
  readonly share: number | null;
}

export class BinAnswer {
  @ApiProperty(whole)
  readonly from: number;

  @ApiProperty({ ...whole, description: 'Included' })
  readonly to: number;

  @ApiProperty({ ...count, description: 'Values within' })
  readonly count: number;

  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, description: 'count ÷ all values' })
  readonly share: number;
}

/** Of the purchases in one currency; amounts in minor units. */
export class DistributionFigures {
  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;

  @ApiProperty({ ...count, description: 'How many values there are' })
  readonly count: number;

  @ApiProperty(whole)
  readonly sum: number;

  @ApiProperty({ type: 'number', nullable: true, description: 'Two decimals' })
  readonly mean: number | null;

  @ApiProperty({ ...whole, nullable: true })
  readonly min: number | null;

  @ApiProperty({ ...whole, nullable: true })
  readonly max: number | null;

  @ApiProperty({ type: [BinAnswer], description: 'Bins of equal width, empty ones included' })
  readonly histogram: readonly BinAnswer[];

  @ApiProperty({ type: [PercentileAnswer] })
  readonly percentiles: readonly PercentileAnswer[];

  @ApiProperty({ type: [TopAnswer], description: 'What the highest 1, 5, 10 and 20 % of values add up to' })
  readonly top: readonly TopAnswer[];
}

export class DistributionAnswer extends ReportFrame {
  @ApiProperty({
    enum: measures,
    description:
      'Of each customer with an order: net spend, orders, purchase days, units, or gross ÷ orders; order: the total of each order',
  })
  readonly of: Measure;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly from: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly to: string | null;

  @ApiProperty({ type: [DistributionFigures], description: 'One for each currency' })
  readonly distributions: readonly DistributionFigures[];
}
