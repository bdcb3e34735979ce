import { ApiProperty } from '@nestjs/swagger';

export const purchaseDimensions = ['month', 'quarter', 'channel', 'product', 'category', 'region'] as const;
export type PurchaseDimension = (typeof purchaseDimensions)[number];

/** Amounts in minor units. */
export class PurchaseFigures {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Customers with an order' })
  readonly customers: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Orders placed; a cancelled one stays counted' })
  readonly orders: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: "A customer's day with an order counts once" })
  readonly purchaseDays: number;

  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;

  @ApiProperty({ type: 'integer', description: 'What was to be paid, after discount' })
  readonly gross: number;

  @ApiProperty({ type: 'integer', description: 'Given back, on its own day' })
  readonly refunded: number;

  @ApiProperty({ type: 'integer', description: 'gross less refunded' })
  readonly net: number;
}

export class PurchaseGroup extends PurchaseFigures {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'A month is 2017-08, a quarter 2017Q3; null: orders without it',
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

  @ApiProperty({ type: 'string', nullable: true, description: 'How much of the log it stands for' })
  readonly position: string | null;

  @ApiProperty({
    type: [PurchaseGroup],
    description:
      'Months and quarters in their order, others by net, the highest first. An order of several products counts in the group of each',
  })
  readonly groups: readonly PurchaseGroup[];

  @ApiProperty({ description: 'Everything once, so not always the sum of the groups' })
  readonly total: PurchaseFigures;
}
