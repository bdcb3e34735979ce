import { ApiProperty } from '@nestjs/swagger';
import { timeZoneField } from '../report.requests.js';

export const purchaseDimensions = ['month', 'quarter', 'channel', 'product', 'category', 'region'] as const;
export type PurchaseDimension = (typeof purchaseDimensions)[number];

/** Amounts in minor units. */
export class PurchaseFigures {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Customers with at least one order' })
  readonly customers: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Orders placed, cancelled ones included' })
  readonly orders: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Distinct days with an order, for each customer' })
  readonly purchaseDays: number;

  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;

  @ApiProperty({ type: 'integer', description: 'Order totals after discount' })
  readonly gross: number;

  @ApiProperty({ type: 'integer', description: 'Paid back, counted on the day of the refund' })
  readonly refunded: number;

  @ApiProperty({ type: 'integer', description: 'gross − refunded' })
  readonly net: number;
}

export class PurchaseGroup extends PurchaseFigures {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'A month as 2017-08, a quarter as 2017Q3; null: orders without a value',
  })
  readonly key: string | null;
}

export class PurchaseReportAnswer {
  @ApiProperty({ enum: purchaseDimensions })
  readonly groupBy: PurchaseDimension;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly from: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly to: string | null;

  @ApiProperty({ format: 'date' })
  readonly asOf: string;

  @ApiProperty(timeZoneField)
  readonly timeZone: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The answer holds every event up to this position',
  })
  readonly position: string | null;

  @ApiProperty({
    type: [PurchaseGroup],
    description:
      'Months and quarters by time, others by net, highest first. An order of several products counts in each product’s group',
  })
  readonly groups: readonly PurchaseGroup[];

  @ApiProperty({ description: 'Each order counts once, so the groups may add up to more' })
  readonly total: PurchaseFigures;
}
