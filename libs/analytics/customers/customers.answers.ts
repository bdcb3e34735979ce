import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const minor = { type: 'integer' } as const;

export class FrequencyAnswer {
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly orders: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Days with an order, however many on one' })
  readonly purchaseDays: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Orders in 30.4375 days, from the day of the first order to asOf; null on that very day',
  })
  readonly perMonth: number | null;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Mean days from one purchase day to the next; null with fewer than two',
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
  @ApiProperty({ type: 'string', nullable: true, description: 'null: nothing was bought' })
  readonly currency: string | null;

  @ApiProperty({ ...minor, description: 'What was to be paid, after discount' })
  readonly gross: number;

  @ApiProperty({ ...minor, description: 'Given back, by refunds and cancellations' })
  readonly refunded: number;

  @ApiProperty({ ...minor, description: 'gross less refunded' })
  readonly net: number;

  @ApiProperty({ ...minor, nullable: true, description: 'gross by orders; null without any' })
  readonly averageOrder: number | null;
}

export class LifetimeValueAnswer {
  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;

  @ApiProperty({ ...minor, description: 'Net spend to date, times the configured margin' })
  readonly historic: number;
}

/** Amounts in minor units, days as `YYYY-MM-DD`. */
export class CustomerFigures {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiProperty({ format: 'date' })
  readonly asOf: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'How much of the log it stands for' })
  readonly position: string | null;

  @ApiProperty()
  readonly frequency: FrequencyAnswer;

  @ApiProperty()
  readonly recency: RecencyAnswer;

  @ApiProperty()
  readonly spend: SpendAnswer;

  @ApiProperty()
  readonly lifetimeValue: LifetimeValueAnswer;
}

export class CustomerFiguresList {
  @ApiProperty({ type: [CustomerFigures] })
  readonly items: readonly CustomerFigures[];

  @ApiPropertyOptional({ type: 'string', description: 'Where the next page begins; absent on the last' })
  readonly nextCursor?: string;
}
