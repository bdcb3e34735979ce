import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListAnswer, Personal } from '../platform/index.js';
import { type CustomerKind, customerKinds } from './customers.events.js';

const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const texts = { type: String, isArray: true } as const;

/** The name by which another system knows a customer. */
export class ListedExternalId {
  @ApiProperty({ example: 'erp' })
  readonly system: string;

  @ApiProperty({ example: '4711' })
  readonly id: string;
}

/** A customer in a list. */
export class ListedCustomer {
  @ApiProperty(id)
  readonly customerId: string;

  @ApiProperty({ enum: customerKinds })
  readonly kind: CustomerKind;

  @Personal('name')
  @ApiProperty()
  readonly name: string;

  @ApiProperty(time)
  readonly registeredAt: string;

  @ApiProperty({ ...time, description: 'When its last change was recorded' })
  readonly changedAt: string;

  @Personal('text')
  @ApiPropertyOptional()
  readonly company?: string;

  @ApiPropertyOptional()
  readonly region?: string;

  @ApiPropertyOptional()
  readonly owner?: string;

  @Personal('e-mail')
  @ApiProperty(texts)
  readonly eMails: readonly string[];

  @Personal('phone')
  @ApiProperty({ ...texts, description: 'E.164' })
  readonly phones: readonly string[];

  @Personal('text')
  @ApiProperty({ type: [ListedExternalId] })
  readonly externalIds: readonly ListedExternalId[];

  @Personal('text')
  @ApiProperty(texts)
  readonly tags: readonly string[];
}

export class CustomerList extends ListAnswer {
  @ApiProperty({ type: [ListedCustomer] })
  readonly items: readonly ListedCustomer[];
}
