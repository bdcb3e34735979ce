import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const salesDimensions = ['owner', 'product', 'account', 'quarter'] as const;
export type SalesDimension = (typeof salesDimensions)[number];

const count = { type: 'integer', minimum: 0 } as const;
const days = {
  type: 'number',
  nullable: true,
  description: 'To two decimals; null without such deals',
} as const;

export class DaysAnswer {
  @ApiProperty(days)
  readonly mean: number | null;

  @ApiProperty(days)
  readonly median: number | null;
}

/** Whole days from opened to closed, of deals whose opening is known. */
export class DaysToCloseAnswer {
  @ApiProperty()
  readonly won: DaysAnswer;

  @ApiProperty()
  readonly lost: DaysAnswer;
}

/** Amounts in minor units. */
export class SalesFigures {
  @ApiProperty({ ...count, description: 'Deals, whatever became of them: won, lost and open together' })
  readonly opened: number;

  @ApiProperty(count)
  readonly won: number;

  @ApiProperty(count)
  readonly lost: number;

  @ApiProperty(count)
  readonly open: number;

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    nullable: true,
    description: 'won by won and lost, to four decimals; null when none is closed',
  })
  readonly winRate: number | null;

  @ApiProperty({ type: 'integer', description: 'Amount of the deals won' })
  readonly revenue: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'revenue by won; null when none is won' })
  readonly meanDeal: number | null;

  @ApiProperty()
  readonly daysToClose: DaysToCloseAnswer;

  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;
}

export class SalesGroup extends SalesFigures {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: "An account is a customer's id, a quarter 2017Q3; null: deals without it",
  })
  readonly key: string | null;

  @ApiPropertyOptional({ type: 'string', description: 'Of an account: its name' })
  readonly name?: string;
}

export class SalesReportAnswer {
  @ApiProperty({ enum: salesDimensions })
  readonly groupBy: SalesDimension;

  @ApiProperty({ format: 'date' })
  readonly asOf: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'How much of the log it stands for' })
  readonly position: string | null;

  @ApiProperty({
    type: [SalesGroup],
    description:
      'Quarters in their order, holding the deals closed in them; others by revenue, the highest first. A deal with several products counts in the group of each',
  })
  readonly groups: readonly SalesGroup[];

  @ApiProperty({ description: 'Every deal once' })
  readonly total: SalesFigures;
}
