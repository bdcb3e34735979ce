import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CustomerKind, customerKinds } from './customers.events.js';
import { type TimelineKind, timelineKinds } from './read-models/timeline.projection.js';

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

/** Something that happened; `position` and `stream` lead to the event itself. */
export class TimelineItem {
  @ApiProperty(time)
  readonly occurredAt: string;

  @ApiProperty()
  readonly position: string;

  @ApiProperty({ enum: timelineKinds })
  readonly kind: TimelineKind;

  @ApiProperty({ description: 'The type of the event', example: 'OrderPlaced' })
  readonly type: string;

  @ApiProperty({ description: 'Who did it, and through which service', example: 'anna@web-shop' })
  readonly actor: string;

  @ApiProperty({ description: 'What happened, for people to read' })
  readonly line: string;

  @ApiProperty()
  readonly stream: string;

  @ApiPropertyOptional()
  readonly channel?: string;
}

export class TimelinePage {
  @ApiProperty({ type: [TimelineItem] })
  readonly items: readonly TimelineItem[];

  @ApiPropertyOptional({ description: 'Where the next page begins; absent on the last' })
  readonly nextCursor?: string;
}
