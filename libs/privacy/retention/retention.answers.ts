import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Read } from '../../event-sourcing/core.js';
import { type Hold, holds, ListAnswer, type Retained, type TimeZone } from '../../platform/index.js';
import { type CarryOut } from '../read-models/carry-outs.projection.js';
import { type DueCounts, type DuePage, type RuleAsOf } from './retention-due.js';

const day = { type: 'string', format: 'date' } as const;
const when = { type: 'string', format: 'date-time', nullable: true } as const;
const whole = { type: 'integer', minimum: 0 } as const;

/** Something whose time is over. */
export class DueItem {
  @ApiProperty({ format: 'uuid', description: 'Of the interaction, or the customer' })
  readonly id: string;

  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiProperty({ ...day, description: 'The day that counts: it lies before the first day that is kept' })
  readonly lastDay: string;

  @ApiPropertyOptional({ ...day, description: 'Of a customer: absent when there was none' })
  readonly lastPurchaseDay?: string;

  @ApiPropertyOptional({ ...day, description: 'Of a customer: absent when there was none' })
  readonly lastContactDay?: string;

  @ApiProperty({
    enum: holds,
    isArray: true,
    description:
      'Why it is kept all the same: its processing is restricted (GDPR, article 18), a deal or a follow-up is open',
  })
  readonly heldBack: readonly Hold[];
}

/** What one rule makes due. */
export class DueByRule {
  @ApiProperty({ example: 'interactions older than 3 years', description: 'Named so to carry it out' })
  readonly rule: string;

  @ApiProperty({ ...day, description: 'The first day that is kept' })
  readonly cutoff: string;

  @ApiProperty({ ...whole, description: 'How much is due' })
  readonly due: number;

  @ApiProperty({ ...whole, description: 'How much would be due, and is held back' })
  readonly heldBack: number;

  @ApiProperty({ type: [DueItem], description: 'The oldest first' })
  readonly items: readonly DueItem[];

  @ApiPropertyOptional({ description: 'Where the next page of this rule begins; absent on the last' })
  readonly nextCursor?: string;
}

export class DueAnswer {
  @ApiProperty(day)
  readonly asOf: string;

  @ApiProperty({ description: 'Whose days these are', example: 'Europe/Berlin' })
  readonly timeZone: string;

  @ApiProperty({ type: [DueByRule], description: 'In the order of the setting; none where it has none' })
  readonly rules: readonly DueByRule[];
}

const itemOf = ({ _id: id, ...retained }: Read<Retained>, zone: TimeZone): DueItem => {
  const { customerId, lastAt, lastPurchaseAt, lastContactAt, heldBack } = retained;
  return {
    id,
    customerId,
    lastDay: zone.dayOf(lastAt),
    ...(lastPurchaseAt === undefined ? {} : { lastPurchaseDay: zone.dayOf(lastPurchaseAt) }),
    ...(lastContactAt === undefined ? {} : { lastContactDay: zone.dayOf(lastContactAt) }),
    heldBack,
  };
};

export const dueByRule = (
  { text: rule, cutoff }: RuleAsOf,
  { due, heldBack }: DueCounts,
  { items, nextCursor }: DuePage,
  zone: TimeZone,
): DueByRule => ({
  rule,
  cutoff,
  due,
  heldBack,
  items: items.map((item) => itemOf(item, zone)),
  ...(nextCursor === undefined ? {} : { nextCursor }),
});

/** How much was left as it is, and why. */
export class SkippedForReason {
  @ApiProperty({
    example: 'dealt-with-since',
    description:
      'dealt-with-since: it is not due any more; gone: somebody else let go of it; or what held it back, or refused it',
  })
  readonly reason: string;

  @ApiProperty(whole)
  readonly count: number;
}

/** How far a rule that is carried out has come. Its history has each id. */
export class CarryOutAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ example: 'interactions older than 3 years' })
  readonly rule: string;

  @ApiProperty(day)
  readonly asOf: string;

  @ApiProperty({ ...day, description: 'The first day that is kept' })
  readonly cutoff: string;

  @ApiProperty({ ...whole, description: 'How much whoever asked for it expected to be due' })
  readonly expected: number;

  @ApiProperty({ format: 'date-time' })
  readonly requestedAt: string;

  @ApiProperty({ description: 'Whoever asked for it' })
  readonly requestedBy: string;

  @ApiProperty({ ...whole, description: 'How much was let go of until now' })
  readonly carriedOut: number;

  @ApiProperty({ type: [SkippedForReason], description: 'What was listed as due and left as it is' })
  readonly skipped: readonly SkippedForReason[];

  @ApiProperty({ ...when, description: 'Null: it is under way' })
  readonly completedAt: string | null;

  @ApiProperty({
    ...when,
    description:
      'Since when the files of embedded stores hold nothing of it. Null: it is due, and tried again until it is done',
  })
  readonly remainsOverwrittenAt: string | null;
}

export class CarryOutList extends ListAnswer {
  @ApiProperty({ type: [CarryOutAnswer] })
  readonly items: readonly CarryOutAnswer[];
}

export const carryOutAnswer = ({ _id: id, ...carryOut }: Read<CarryOut>): CarryOutAnswer => {
  const { rule, asOf, cutoff, expected, requestedAt, requestedBy, carriedOut, skipped } = carryOut;
  const { completedAt = null, remainsOverwrittenAt = null } = carryOut;
  const reasons = Object.entries(skipped).map(([reason, count]) => ({ reason, count }));
  return {
    id,
    rule,
    asOf,
    cutoff,
    expected,
    requestedAt,
    requestedBy,
    carriedOut,
    skipped: reasons,
    completedAt,
    remainsOverwrittenAt,
  };
};
