import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Personal } from '../../platform/index.js';
import { ReportFrame } from '../report.frame.js';
import { type PipelineDimension, pipelineDimensions } from './pipeline-dimensions.js';

/** Amounts in minor units. */
export class PipelineFigures {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Open deals' })
  readonly deals: number;

  @ApiProperty({ type: 'integer', description: 'In minor units' })
  readonly amount: number;

  @ApiProperty({
    type: 'integer',
    description:
      'Sum of amount × probability, in minor units; the probability is that of the stage when the deal entered it',
  })
  readonly weighted: number;

  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;
}

export class PipelineGroup extends PipelineFigures {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      "A stage; a customer's id where deals are grouped by customer; 2017-08-01, 2017-W31, 2017-08, 2017Q3 or 2017 for a period; null: deals without a value",
  })
  readonly key: string | null;

  @Personal('name', 'key')
  @ApiPropertyOptional({
    type: 'string',
    description: 'The name of the customer, where deals are grouped by customer',
  })
  readonly name?: string;
}

export class PipelineAnswer extends ReportFrame {
  @ApiProperty({ enum: pipelineDimensions })
  readonly groupBy: PipelineDimension;

  @ApiProperty({
    type: 'string',
    format: 'date',
    nullable: true,
    description: 'The first day of opening that counts',
  })
  readonly from: string | null;

  @ApiProperty({
    type: 'string',
    format: 'date',
    nullable: true,
    description: 'The last day of opening that counts',
  })
  readonly to: string | null;

  @ApiProperty({
    type: [PipelineGroup],
    description:
      'Currency by currency: the configured stages in order, then other stages with open deals, by name; periods by time; others by amount, highest first. A deal with several products, or of a customer with several tags, counts in the group of each',
  })
  readonly groups: readonly PipelineGroup[];

  @ApiProperty({ type: [PipelineFigures], description: 'One for each currency. Each deal counts once' })
  readonly totals: readonly PipelineFigures[];
}
