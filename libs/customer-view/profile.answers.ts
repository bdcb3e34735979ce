import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { kindOfPoint, mask, Personal } from '../platform/index.js';
import { type Channel, channels, type Direction, directions } from '../interactions/interactions.events.js';
import {
  type ConsentChannel,
  consentChannels,
  type ContactPointKind,
  contactPointKinds,
  type CustomerKind,
  customerKinds,
  type Relation,
  relations,
} from '../customers/customers.events.js';

const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const day = { type: 'string', format: 'date' } as const;
const whole = { type: 'integer', minimum: 0 } as const;
const minor = { type: 'integer', description: 'In minor units' } as const;

export class ExternalIdAnswer {
  @Personal('text')
  @ApiProperty()
  readonly system: string;

  @Personal('text')
  @ApiProperty()
  readonly id: string;
}

export class ContactPointAnswer {
  @ApiProperty(id)
  readonly id: string;

  @ApiProperty({ enum: contactPointKinds })
  readonly kind: ContactPointKind;

  @Personal((value, { kind }) => mask(kindOfPoint(kind), value))
  @ApiProperty()
  readonly value: string;

  @Personal('text')
  @ApiPropertyOptional()
  readonly network?: string;

  @ApiPropertyOptional({ description: 'An erased person’s: nobody writes to it without new consent' })
  readonly suppressed?: boolean;
}

export class RelationAnswer {
  @ApiProperty({ enum: relations })
  readonly relation: Relation;

  @ApiProperty({ ...id, description: 'The other customer' })
  readonly customerId: string;

  @Personal('name')
  @ApiPropertyOptional()
  readonly name?: string;

  @ApiProperty(time)
  readonly since: string;
}

export class ConsentAnswer {
  @ApiProperty()
  readonly purpose: string;

  @ApiPropertyOptional({ enum: consentChannels })
  readonly channel?: ConsentChannel;

  @ApiProperty({ description: 'false: withdrawn' })
  readonly given: boolean;

  @ApiProperty(time)
  readonly since: string;

  @ApiPropertyOptional({ description: 'The version of the text that was agreed to' })
  readonly wording?: string;

  @ApiPropertyOptional({ ...time, description: 'From then on it no longer holds' })
  readonly expiresAt?: string;
}

export class ObjectionAnswer {
  @ApiPropertyOptional({ description: 'Absent: every purpose' })
  readonly purpose?: string;

  @ApiProperty(time)
  readonly since: string;
}

export class LastInteractionAnswer {
  @ApiProperty(id)
  readonly interactionId: string;

  @ApiProperty(time)
  readonly happenedAt: string;

  @ApiProperty({ enum: channels })
  readonly channel: Channel;

  @ApiProperty({ enum: directions })
  readonly direction: Direction;

  @Personal('text')
  @ApiPropertyOptional()
  readonly subject?: string;

  @ApiPropertyOptional()
  readonly agent?: string;
}

export class OpenDealAnswer {
  @ApiProperty(id)
  readonly dealId: string;

  @Personal('text')
  @ApiPropertyOptional()
  readonly name?: string;

  @ApiProperty()
  readonly stage: string;

  @ApiProperty({ type: 'number', minimum: 0, maximum: 1 })
  readonly probability: number;

  @ApiProperty(minor)
  readonly amount: number;

  @ApiProperty()
  readonly currency: string;

  @ApiPropertyOptional()
  readonly owner?: string;

  @ApiProperty(time)
  readonly openedAt: string;

  @ApiPropertyOptional(day)
  readonly expectedClose?: string;
}

export class OpenDealsAnswer {
  @ApiProperty(whole)
  readonly count: number;

  @ApiProperty({ type: [OpenDealAnswer], description: 'The one opened last first, at most 50' })
  readonly latest: readonly OpenDealAnswer[];
}

export class PurchasesAnswer {
  @ApiProperty()
  readonly currency: string;

  @ApiProperty(whole)
  readonly orders: number;

  @ApiProperty({ ...minor, description: 'What was to be paid, after discount, in minor units' })
  readonly gross: number;

  @ApiProperty(minor)
  readonly refunded: number;

  @ApiProperty(minor)
  readonly net: number;

  @ApiProperty(day)
  readonly firstOrder: string;

  @ApiProperty(day)
  readonly lastOrder: string;
}

/** The whole customer on one page. */
export class CustomerProfile {
  @ApiProperty(id)
  readonly customerId: string;

  @ApiProperty({ ...whole, description: 'Of its stream: what the ETag begins with' })
  readonly revision: number;

  @ApiProperty({ enum: customerKinds })
  readonly kind: CustomerKind;

  @Personal('name')
  @ApiProperty()
  readonly name: string;

  @Personal('text')
  @ApiPropertyOptional()
  readonly gender?: string;

  @Personal('text')
  @ApiPropertyOptional(day)
  readonly birthDate?: string;

  @Personal('text')
  @ApiPropertyOptional({ description: 'Position at work' })
  readonly position?: string;

  @Personal('text')
  @ApiPropertyOptional()
  readonly company?: string;

  @ApiPropertyOptional()
  readonly sector?: string;

  @ApiPropertyOptional()
  readonly region?: string;

  @ApiPropertyOptional()
  readonly source?: string;

  @ApiPropertyOptional()
  readonly owner?: string;

  @ApiProperty(time)
  readonly registeredAt: string;

  @ApiProperty({ type: [ExternalIdAnswer] })
  readonly externalIds: readonly ExternalIdAnswer[];

  @ApiProperty({ type: [ContactPointAnswer] })
  readonly contactPoints: readonly ContactPointAnswer[];

  @Personal('text')
  @ApiProperty({ type: [String] })
  readonly tags: readonly string[];

  @ApiProperty({ type: [RelationAnswer], description: 'What this customer is to others' })
  readonly relations: readonly RelationAnswer[];

  @ApiProperty({ type: [RelationAnswer], description: 'What others are to this customer, at most 20' })
  readonly relatedBy: readonly RelationAnswer[];

  @ApiProperty({ type: [ConsentAnswer] })
  readonly consents: readonly ConsentAnswer[];

  @ApiProperty({ type: [ObjectionAnswer], description: 'Those that stand' })
  readonly objections: readonly ObjectionAnswer[];

  @ApiPropertyOptional({ ...time, description: 'Since when its data may be kept and not used' })
  readonly restrictedSince?: string;

  @ApiProperty({ ...whole, description: 'How many there were' })
  readonly interactions: number;

  @ApiProperty({ type: [LastInteractionAnswer], description: 'The latest first, at most 10' })
  readonly lastInteractions: readonly LastInteractionAnswer[];

  @ApiProperty()
  readonly openDeals: OpenDealsAnswer;

  @ApiProperty({ type: [PurchasesAnswer], description: 'For each currency' })
  readonly purchases: readonly PurchasesAnswer[];
}
