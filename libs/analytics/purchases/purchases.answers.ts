import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { ReportFrame } from '../report.frame.js';
import { type PurchaseDimension, purchaseDimensions } from './purchase-dimensions.js';

const days = { type: 'number', nullable: true } as const;
const minor = { type: 'integer' } as const;
const rate = { type: 'number', nullable: true } as const;
const day = { type: 'string', format: 'date', nullable: true } as const;

export class DaysAnswer {
  @ApiProperty({ ...days, description: 'In days' })
  readonly mean: number | null;

  @ApiProperty({
    ...days,
    description: 'In days; with an even number of values the mean of the two in the middle',
  })
  readonly median: number | null;
}

/** Amounts in minor units. */
export class PurchaseSums {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Customers with at least one order' })
  readonly customers: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Orders placed, cancelled ones included' })
  readonly orders: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Distinct days with an order, for each customer' })
  readonly purchaseDays: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Quantities ordered' })
  readonly units: number;

  @ApiProperty({ ...minor, description: 'Order totals after discount' })
  readonly gross: number;

  @ApiProperty({ ...minor, description: 'Paid back, counted on the day of the refund' })
  readonly refunded: number;

  @ApiProperty({ ...minor, description: 'gross − refunded' })
  readonly net: number;

  @ApiProperty({ ...minor, nullable: true, description: 'gross ÷ orders; null if there are none' })
  readonly averageOrder: number | null;
}

/** (now − before) ÷ before, four decimals; null if it was 0 or there was none. */
export class PurchaseChange {
  @ApiProperty(rate)
  readonly customers: number | null;

  @ApiProperty(rate)
  readonly orders: number | null;

  @ApiProperty(rate)
  readonly purchaseDays: number | null;

  @ApiProperty(rate)
  readonly units: number | null;

  @ApiProperty(rate)
  readonly gross: number | null;

  @ApiProperty(rate)
  readonly refunded: number | null;

  @ApiProperty(rate)
  readonly net: number | null;

  @ApiProperty(rate)
  readonly averageOrder: number | null;
}

/** Present where `compareTo` is asked for. */
export class ComparedPurchases {
  @ApiPropertyOptional({
    type: PurchaseSums,
    nullable: true,
    description: 'What it is compared with; null: there is no such time, as without `from`, or for a week 53',
  })
  readonly before?: PurchaseSums | null;

  @ApiPropertyOptional({ type: PurchaseChange, nullable: true })
  readonly change?: PurchaseChange | null;
}

/** Amounts in minor units. */
export class PurchaseFigures extends PurchaseSums {
  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;

  @ApiProperty({
    ...days,
    description:
      'Orders ÷ customers per 30.4375 days of the group: of its period, or else from `from` (or its first order) to the last day that counts',
  })
  readonly perMonth: number | null;

  @ApiProperty({ ...days, description: 'The same per 365.25 days' })
  readonly perYear: number | null;

  @ApiProperty({ description: 'From one purchase day of a customer to its next, both in the group' })
  readonly daysBetween: DaysAnswer;

  @ApiProperty({ ...days, description: 'Customers with two purchase days or more ÷ customers, from 0 to 1' })
  readonly repeatShare: number | null;

  @ApiProperty({ description: 'From the first purchase day of a customer to its second, both in the group' })
  readonly daysToSecond: DaysAnswer;

  @ApiProperty(day)
  readonly firstOrder: string | null;

  @ApiProperty(day)
  readonly lastOrder: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Days from the last order to asOf' })
  readonly daysSinceLast: number | null;
}

export class PurchaseTotal extends IntersectionType(PurchaseFigures, ComparedPurchases) {}

export class PurchaseGroup extends PurchaseTotal {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'A day as 2017-08-03, an ISO week as 2017-W31, a month as 2017-08, a quarter as 2017Q3, a year as 2017; null: purchases without a value',
  })
  readonly key: string | null;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    description: 'The group by `thenBy`, where it is given',
  })
  readonly thenKey?: string | null;
}

export class PurchaseReportAnswer extends ReportFrame {
  @ApiProperty({ enum: purchaseDimensions })
  readonly groupBy: PurchaseDimension;

  // OpenAPI 3.0 takes null for a value only where the list has it.
  @ApiProperty({ enum: [...purchaseDimensions, null], type: 'string', nullable: true })
  readonly thenBy: PurchaseDimension | null;

  @ApiProperty(day)
  readonly from: string | null;

  @ApiProperty(day)
  readonly to: string | null;

  @ApiProperty({
    type: [PurchaseGroup],
    description:
      'Currency by currency: periods by time, others by net, highest first. An order of several products counts in each product’s group, one of a customer with several tags in each tag’s',
  })
  readonly groups: readonly PurchaseGroup[];

  @ApiProperty({
    type: [PurchaseTotal],
    description: 'One for each currency. Each order counts once, so the groups may add up to more',
  })
  readonly totals: readonly PurchaseTotal[];
}
