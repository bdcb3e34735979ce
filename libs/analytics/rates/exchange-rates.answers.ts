import { ApiProperty } from '@nestjs/swagger';

export class ExchangeRateAnswer {
  @ApiProperty({ format: 'date' })
  readonly day: string;

  @ApiProperty()
  readonly from: string;

  @ApiProperty()
  readonly to: string;

  @ApiProperty({ description: 'What one unit of `from` is worth in `to`' })
  readonly rate: string;
}

export class ExchangeRateList {
  @ApiProperty({ type: [ExchangeRateAnswer], description: 'By day, then by currencies' })
  readonly items: readonly ExchangeRateAnswer[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The answer holds every event up to this position',
  })
  readonly logPosition: string | null;
}
