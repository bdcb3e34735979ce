import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { ReportFrame } from '../report.frame.js';

const minor = { type: 'integer' } as const;

export class FrequencyAnswer {
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly orders: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Days with at least one order' })
  readonly purchaseDays: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description:
      'Orders per 30.4375 days, from the first order to asOf, or to the last day that counts; null if both are the same day',
  })
  readonly perMonth: number | null;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Mean days from one purchase day to the next; null if there are fewer than two',
  })
  readonly meanDaysBetween: number | null;
}

export class RecencyAnswer {
  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly firstOrder: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly lastOrder: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Days from the last order to asOf' })
  readonly daysSince: number | null;
}

export class SpendAnswer {
  @ApiProperty({ type: 'string', nullable: true, description: 'null if nothing was bought' })
  readonly currency: string | null;

  @ApiProperty({ ...minor, description: 'Order totals after discount' })
  readonly gross: number;

  @ApiProperty({ ...minor, description: 'Paid back by refunds and cancellations' })
  readonly refunded: number;

  @ApiProperty({ ...minor, description: 'gross − refunded' })
  readonly net: number;

  @ApiProperty({ ...minor, nullable: true, description: 'gross ÷ orders; null if there are none' })
  readonly averageOrder: number | null;
}

export class LifetimeValueAnswer {
  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;

  @ApiProperty({ ...minor, description: 'Net spend to date × the configured margin' })
  readonly historic: number;
}

/** Of orders in one currency: amounts in minor units, days as `YYYY-MM-DD`. */
export class FiguresInCurrency {
  @ApiProperty()
  readonly frequency: FrequencyAnswer;

  @ApiProperty()
  readonly recency: RecencyAnswer;

  @ApiProperty()
  readonly spend: SpendAnswer;

  @ApiProperty()
  readonly lifetimeValue: LifetimeValueAnswer;
}

export class CustomerFigures extends ReportFrame {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiProperty({
    type: [FiguresInCurrency],
    description: 'One for each currency that the customer bought in; one of zeros if there is none',
  })
  readonly byCurrency: readonly FiguresInCurrency[];
}

class FiguredCustomer {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;
}

export class ListedFigures extends IntersectionType(FiguredCustomer, FiguresInCurrency) {}

export class CustomerFiguresList extends ReportFrame {
  @ApiProperty({ type: 'string', format: 'date', nullable: true, description: 'The first day that counts' })
  readonly from: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, description: 'The last day that counts' })
  readonly to: string | null;

  @ApiProperty({
    type: [ListedFigures],
    description:
      'Currency by currency, in the order asked for: a customer has one for each that it bought in',
  })
  readonly items: readonly ListedFigures[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}
