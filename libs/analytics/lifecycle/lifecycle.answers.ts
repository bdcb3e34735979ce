import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Personal } from '../../platform/index.js';
import { ReportFrame } from '../report.frame.js';
import { type Stage, stageNames } from './stages.js';

const count = { type: 'integer', minimum: 0 } as const;
const rate = { type: 'number', nullable: true } as const;

/** How many customers are in each stage. */
export class StageCounts {
  @ApiProperty({ ...count, description: 'No purchase yet' })
  readonly potential: number;

  @ApiProperty({ ...count, description: 'One purchase day, not longer ago than newFor' })
  readonly new: number;

  @ApiProperty(count)
  readonly active: number;

  @ApiProperty(count)
  readonly atRisk: number;

  @ApiProperty(count)
  readonly churned: number;

  @ApiProperty({ ...count, description: 'Bought again after having churned, not longer ago than newFor' })
  readonly wonBack: number;
}

export class StagedCustomer {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @Personal('name')
  @ApiProperty({ type: 'string', nullable: true })
  readonly name: string | null;

  @ApiProperty({ enum: stageNames })
  readonly stage: Stage;

  @ApiProperty(count)
  readonly purchaseDays: number;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly lastOrder: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Days from the last order to asOf' })
  readonly daysSinceLast: number | null;
}

/** What stages stand on. */
class StagedFrame extends ReportFrame {
  @ApiProperty({
    type: 'string',
    format: 'uuid',
    nullable: true,
    description: 'The fit that the probability alive is by; null: stages are by windows or rhythm',
  })
  readonly fitId: string | null;
}

export class StagesAnswer extends StagedFrame {
  @ApiProperty({ description: 'Of all customers, whatever stage is asked for' })
  readonly counts: StageCounts;

  @ApiProperty({ type: [StagedCustomer], description: 'The latest buyers first' })
  readonly items: readonly StagedCustomer[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}

export class LifecycleMonth extends StageCounts {
  @ApiProperty({ example: '2017-08' })
  readonly month: string;

  @ApiProperty({
    format: 'date',
    description: 'The counts are of the end of this day: of the month, or asOf',
  })
  readonly until: string;

  @ApiProperty({
    ...count,
    description: 'Buyers not churned at the start of the month, and churned at its end',
  })
  readonly churnedInMonth: number;

  @ApiProperty({ ...rate, description: 'churnedInMonth ÷ buyers not churned at the start, from 0 to 1' })
  readonly churnRate: number | null;

  @ApiProperty({ ...count, description: 'Churned at the start of the month, and bought within it' })
  readonly wonBackInMonth: number;

  @ApiProperty({ ...rate, description: 'wonBackInMonth ÷ customers churned at the start, from 0 to 1' })
  readonly winBackRate: number | null;
}

export class LifecycleAnswer extends StagedFrame {
  @ApiProperty({ type: 'string', format: 'date', nullable: true, description: 'The first day, if given' })
  readonly from: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, description: 'The last day, if given' })
  readonly to: string | null;

  @ApiProperty({
    type: [LifecycleMonth],
    description:
      'From the first day, else from the first month with a customer: none where there is no customer',
  })
  readonly months: readonly LifecycleMonth[];
}
