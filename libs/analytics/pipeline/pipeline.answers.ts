import { ApiProperty } from '@nestjs/swagger';
import { ReportFrame } from '../report.frame.js';

/** Amounts in minor units. */
export class PipelineFigures {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Open deals' })
  readonly deals: number;

  @ApiProperty({ type: 'integer' })
  readonly amount: number;

  @ApiProperty({
    type: 'integer',
    description: 'Sum of amount × probability; the probability is that of the stage when the deal entered it',
  })
  readonly weighted: number;

  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;
}

export class PipelineStageAnswer extends PipelineFigures {
  @ApiProperty()
  readonly stage: string;
}

export class PipelineAnswer extends ReportFrame {
  @ApiProperty({
    type: [PipelineStageAnswer],
    description:
      'Currency by currency: the configured stages in order, then other stages with open deals, by name',
  })
  readonly stages: readonly PipelineStageAnswer[];

  @ApiProperty({ type: [PipelineFigures], description: 'One for each currency' })
  readonly totals: readonly PipelineFigures[];
}
