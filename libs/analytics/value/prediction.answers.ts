import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CustomerDimension, customerDimensions } from '../purchases/purchase-dimensions.js';
import { Personal } from '../../platform/index.js';
import { ReportFrame } from '../report.frame.js';

const day = { type: 'string', format: 'date' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const number = { type: 'number' } as const;
const minor = { type: 'integer', description: 'In minor units' } as const;
const mayBeInfinite = { type: 'integer', nullable: true } as const;

export class PredictionAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiProperty(day)
  readonly firstPurchase: string;

  @ApiProperty({
    ...count,
    description: 'Days with a purchase, the first one not counted',
  })
  readonly frequency: number;

  @ApiProperty({
    ...count,
    description:
      'Days from the first purchase to the last; not the recency of scores, which is daysSinceLast',
  })
  readonly recency: number;

  @ApiProperty({ ...count, description: 'Days from the first purchase to asOf' })
  readonly age: number;

  @ApiProperty({ ...count, description: 'Days from the last purchase to asOf' })
  readonly daysSinceLast: number;

  @ApiProperty({ ...number, minimum: 0, maximum: 1 })
  readonly probabilityAlive: number;

  @ApiProperty({ ...number, description: 'Purchase days within the horizon' })
  readonly expectedPurchases: number;

  @ApiProperty({
    ...mayBeInfinite,
    description: 'On a purchase day, in minor units; null: its mean is infinite',
  })
  readonly expectedSpend: number | null;

  @ApiProperty({
    ...mayBeInfinite,
    description: 'expectedPurchases × expectedSpend × margin, in minor units',
  })
  readonly predictedValue: number | null;

  @ApiProperty({ ...mayBeInfinite, description: 'The same, each day’s share discounted to asOf' })
  readonly discountedValue: number | null;

  @ApiProperty({ ...minor, description: 'Net spend by asOf × margin, in minor units' })
  readonly historicValue: number;
}

export class RankedPrediction extends PredictionAnswer {
  @Personal('name')
  @ApiProperty({ type: 'string', nullable: true, description: 'As of asOf' })
  readonly name: string | null;
}

/** What predictions stand on. */
class PredictedAnswer extends ReportFrame {
  @ApiProperty({ format: 'uuid' })
  readonly fitId: string;

  @ApiProperty()
  readonly currency: string;

  @ApiProperty({ ...count, description: 'In days' })
  readonly horizonDays: number;

  @ApiProperty({ ...number, description: 'For a year' })
  readonly discountRate: number;

  @ApiProperty({ ...number, description: 'Share of spend that counts as value' })
  readonly margin: number;
}

export class CustomerPredictionAnswer extends PredictedAnswer {
  @ApiProperty()
  readonly prediction: PredictionAnswer;
}

export class PredictionList extends PredictedAnswer {
  @ApiProperty({ type: [RankedPrediction] })
  readonly items: readonly RankedPrediction[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}

export class ValueTotals {
  @ApiProperty(count)
  readonly customers: number;

  @ApiProperty({ ...number, description: 'Sum of the probabilities that they are alive' })
  readonly customersAlive: number;

  @ApiProperty(number)
  readonly expectedPurchases: number;

  @ApiProperty({ ...mayBeInfinite, description: 'In minor units; null: one customer’s is infinite' })
  readonly predictedValue: number | null;

  @ApiProperty({ ...mayBeInfinite, description: 'In minor units; null: one customer’s is infinite' })
  readonly discountedValue: number | null;

  @ApiProperty(minor)
  readonly historicValue: number;
}

export class GroupValueTotals extends ValueTotals {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The period of the first purchase (2017-08, 2017Q3, 2017), or the segment, region or what else it is grouped by; null: in none',
  })
  readonly key: string | null;
}

export class ValueTotalsAnswer extends PredictedAnswer {
  @ApiProperty({ enum: customerDimensions })
  readonly groupBy: CustomerDimension;

  @ApiProperty({ type: [GroupValueTotals] })
  readonly groups: readonly GroupValueTotals[];

  @ApiProperty()
  readonly total: ValueTotals;
}
