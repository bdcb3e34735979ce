import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Personal } from '../../platform/index.js';
import { ReportFrame } from '../report.frame.js';
import { type SalesDimension, salesDimensions } from './deal-dimensions.js';

const rate = { type: 'number', nullable: true } as const;
const count = { type: 'integer', minimum: 0 } as const;
const days = {
  type: 'number',
  nullable: true,
  description: 'Two decimals; null if there are no such deals',
} as const;

export class DaysAnswer {
  @ApiProperty(days)
  readonly mean: number | null;

  @ApiProperty(days)
  readonly median: number | null;
}

/** Whole days from opened to closed; deals whose opening day is estimated are left out. */
export class DaysToCloseAnswer {
  @ApiProperty()
  readonly won: DaysAnswer;

  @ApiProperty()
  readonly lost: DaysAnswer;
}

/** Amounts in minor units. */
export class SalesFigures {
  @ApiProperty({ ...count, description: 'Opened; in a period: opened in that period' })
  readonly opened: number;

  @ApiProperty({ ...count, description: 'Won; in a period: closed in that period, like lost' })
  readonly won: number;

  @ApiProperty(count)
  readonly lost: number;

  @ApiProperty({ ...count, description: 'Of those opened, still open' })
  readonly open: number;

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    nullable: true,
    description: 'won ÷ (won + lost), four decimals; null if none is closed',
  })
  readonly winRate: number | null;

  @ApiProperty({ type: 'integer', description: 'Sum of the amounts of won deals' })
  readonly revenue: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'revenue ÷ won; null if none is won' })
  readonly meanDeal: number | null;

  @ApiProperty()
  readonly daysToClose: DaysToCloseAnswer;

  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;
}

/** Of an earlier period; amounts in minor units. */
export class SalesSums {
  @ApiProperty(count)
  readonly won: number;

  @ApiProperty(count)
  readonly lost: number;

  @ApiProperty({ type: 'number', nullable: true })
  readonly winRate: number | null;

  @ApiProperty({ type: 'integer' })
  readonly revenue: number;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly meanDeal: number | null;
}

/** (now − before) ÷ before, four decimals; null if it was 0 or there was none. */
export class SalesChange {
  @ApiProperty(rate)
  readonly won: number | null;

  @ApiProperty(rate)
  readonly lost: number | null;

  @ApiProperty(rate)
  readonly winRate: number | null;

  @ApiProperty(rate)
  readonly revenue: number | null;

  @ApiProperty(rate)
  readonly meanDeal: number | null;
}

/** Present where `compareTo` is asked for. */
export class ComparedSales {
  @ApiPropertyOptional({
    type: SalesSums,
    description: 'Of the period before, or of the same a year before',
  })
  readonly before?: SalesSums;

  @ApiPropertyOptional({ type: SalesChange })
  readonly change?: SalesChange;
}

export class SalesGroup extends IntersectionType(SalesFigures, ComparedSales) {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      "A customer's id where deals are grouped by customer; 2017-08-01, 2017-W31, 2017-08, 2017Q3 or 2017 for a period; null: deals without a value",
  })
  readonly key: string | null;

  @Personal('name', 'key')
  @ApiPropertyOptional({
    type: 'string',
    description: 'The name of the customer, where deals are grouped by customer',
  })
  readonly name?: string;
}

export class SalesReportAnswer extends ReportFrame {
  @ApiProperty({ enum: salesDimensions })
  readonly groupBy: SalesDimension;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, description: 'The first day that counts' })
  readonly from: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, description: 'The last day that counts' })
  readonly to: string | null;

  @ApiProperty({
    type: [SalesGroup],
    description:
      'Currency by currency: periods by time, with the deals closed in them; others by revenue, highest first. A deal with several products, or of a customer with several tags, counts in the group of each',
  })
  readonly groups: readonly SalesGroup[];

  @ApiProperty({ type: [SalesFigures], description: 'One for each currency. Each deal counts once' })
  readonly totals: readonly SalesFigures[];
}
