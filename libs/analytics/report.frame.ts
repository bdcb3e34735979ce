import { ApiProperty } from '@nestjs/swagger';
import { timeZoneField } from './report.requests.js';

/** What every report says of itself. */
export class ReportFrame {
  @ApiProperty({ format: 'date', description: 'The answer holds what had happened by the end of this day' })
  readonly asOf: string;

  @ApiProperty(timeZoneField)
  readonly timeZone: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The answer holds every event up to this position, and none after it',
  })
  readonly position: string | null;
}
