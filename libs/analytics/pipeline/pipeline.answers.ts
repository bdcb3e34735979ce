import { ApiProperty } from '@nestjs/swagger';

/** Amounts in minor units. */
export class PipelineFigures {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Open deals' })
  readonly deals: number;

  @ApiProperty({ type: 'integer' })
  readonly amount: number;

  @ApiProperty({
    type: 'integer',
    description: 'Each amount times the chance of winning that its stage had when the deal came there',
  })
  readonly weighted: number;
}

export class PipelineStageAnswer extends PipelineFigures {
  @ApiProperty()
  readonly stage: string;
}

export class PipelineAnswer {
  @ApiProperty({ format: 'date' })
  readonly asOf: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'How much of the log it stands for' })
  readonly position: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  readonly currency: string | null;

  @ApiProperty({
    type: [PipelineStageAnswer],
    description: 'The configured stages in their order; then those that deals still stand in, by name',
  })
  readonly stages: readonly PipelineStageAnswer[];

  @ApiProperty()
  readonly total: PipelineFigures;
}
