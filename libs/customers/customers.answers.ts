import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CustomerKind, customerKinds } from './customers.events.js';

const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const texts = { type: String, isArray: true } as const;

/** A customer in a list. */
export class ListedCustomer {
  @ApiProperty(id)
  readonly customerId: string;

  @ApiProperty({ enum: customerKinds })
  readonly kind: CustomerKind;

  @ApiProperty()
  readonly name: string;

  @ApiProperty(time)
  readonly registeredAt: string;

  @ApiPropertyOptional()
  readonly company?: string;

  @ApiPropertyOptional()
  readonly region?: string;

  @ApiPropertyOptional()
  readonly owner?: string;

  @ApiProperty(texts)
  readonly emails: readonly string[];

  @ApiProperty({ ...texts, description: 'E.164' })
  readonly phones: readonly string[];

  @ApiProperty({ ...texts, example: ['erp:7'] })
  readonly externalIds: readonly string[];

  @ApiProperty(texts)
  readonly tags: readonly string[];
}

export class CustomerList {
  @ApiProperty({ type: [ListedCustomer] })
  readonly items: readonly ListedCustomer[];

  @ApiPropertyOptional({ description: 'Where the next page begins; absent on the last' })
  readonly nextCursor?: string;
}
