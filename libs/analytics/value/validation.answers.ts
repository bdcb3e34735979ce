import { ApiProperty } from '@nestjs/swagger';
import { logPositionField, timeZoneField } from '../report.requests.js';

const day = { type: 'string', format: 'date' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const number = { type: 'number' } as const;

export class ComparedAnswer {
  @ApiProperty({ ...number, description: 'By the model' })
  readonly expected: number;

  @ApiProperty({ ...number, description: 'By each customer’s rate so far: frequency ÷ age' })
  readonly naive: number;

  @ApiProperty(number)
  readonly actual: number;
}

export class WeekComparedAnswer {
  @ApiProperty({ ...count, description: 'Weeks since the day of the fit, from 1' })
  readonly week: number;

  @ApiProperty({ ...day, description: 'Its last day' })
  readonly until: string;

  @ApiProperty()
  readonly cumulative: ComparedAnswer;

  @ApiProperty()
  readonly incremental: ComparedAnswer;
}

export class FrequencyComparedAnswer extends ComparedAnswer {
  @ApiProperty({ description: 'By the day of the fit: 0 to 6, and 7+' })
  readonly frequency: string;

  @ApiProperty(count)
  readonly customers: number;
}

export class ErrorsAnswer {
  @ApiProperty(number)
  readonly model: number;

  @ApiProperty(number)
  readonly naive: number;
}

export class ValidationAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly fitId: string;

  @ApiProperty({ ...day, description: 'The day of the fit' })
  readonly asOf: string;

  @ApiProperty(day)
  readonly holdoutUntil: string;

  @ApiProperty(timeZoneField)
  readonly timeZone: string;

  @ApiProperty(logPositionField)
  readonly logPosition: string | null;

  @ApiProperty({ ...count, description: 'With a purchase by the day of the fit' })
  readonly customers: number;

  @ApiProperty({ description: 'Purchase days of all in the hold-out' })
  readonly total: ComparedAnswer;

  @ApiProperty({ type: [WeekComparedAnswer] })
  readonly weeks: readonly WeekComparedAnswer[];

  @ApiProperty({ type: [FrequencyComparedAnswer], description: 'Means for each customer' })
  readonly byFrequency: readonly FrequencyComparedAnswer[];

  @ApiProperty({ description: 'The mean over customers of |expected − actual|' })
  readonly meanAbsoluteError: ErrorsAnswer;
}
