import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { logPositionField, timeZoneField } from './report.requests.js';

const day = { type: 'string', format: 'date', nullable: true } as const;

/** What was converted for an answer. */
export class ConvertedAnswer {
  @ApiProperty()
  readonly to: string;

  @ApiProperty({ type: [String], description: 'The currencies of the amounts that were converted' })
  readonly from: readonly string[];

  @ApiProperty({
    ...day,
    description: 'The first day whose rates were used; null: nothing had to be converted',
  })
  readonly ratesFrom: string | null;

  @ApiProperty({ ...day, description: 'The last day whose rates were used' })
  readonly ratesTo: string | null;
}

/** What every report says of itself. */
export class ReportFrame {
  @ApiProperty({ format: 'date', description: 'The answer holds what had happened by the end of this day' })
  readonly asOf: string;

  @ApiProperty(timeZoneField)
  readonly timeZone: string;

  @ApiProperty(logPositionField)
  readonly logPosition: string | null;

  @ApiPropertyOptional({
    description:
      'Present where convert is asked for: each line was converted at the rate of its day, to whole minor units, halves away from zero',
  })
  readonly converted?: ConvertedAnswer;
}
