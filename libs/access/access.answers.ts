import { ApiProperty } from '@nestjs/swagger';
import { ListAnswer } from '../platform/index.js';

/** One time that personal data was shown. */
export class AccessAnswer {
  @ApiProperty({ format: 'date-time' })
  readonly occurredAt: string;

  @ApiProperty()
  readonly position: string;

  @ApiProperty({ description: 'Who saw it', example: 'anna' })
  readonly actor: string;

  @ApiProperty({ description: 'The service that it was seen through', example: 'back-office' })
  readonly client: string;

  @ApiProperty({ description: 'The operation that showed it', example: 'getCustomer' })
  readonly operation: string;

  @ApiProperty()
  readonly correlationId: string;

  @ApiProperty({
    type: String,
    isArray: true,
    description: 'Whose it was, at most 200: customers, or deals and the like of which no customer was known',
  })
  readonly customerIds: readonly string[];
}

export class AccessList extends ListAnswer {
  @ApiProperty({ type: [AccessAnswer] })
  readonly items: readonly AccessAnswer[];
}
