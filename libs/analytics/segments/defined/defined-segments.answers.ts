import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Personal } from '../../../platform/index.js';
import { ReportFrame } from '../../report.frame.js';
import { type ConditionGroup } from './segment-conditions.js';
import { ConditionGroupBody } from './segments.commands.js';

const text = { type: 'string', nullable: true } as const;

class DefinitionAnswer {
  @ApiProperty()
  readonly name: string;

  @ApiProperty(text)
  readonly about: string | null;

  @ApiProperty({ ...text, description: 'Orders in it alone count; null: all orders' })
  readonly currency: string | null;

  @ApiProperty({
    type: [ConditionGroupBody],
    description: 'A customer is a member if all conditions of one of these groups hold',
  })
  readonly anyOf: readonly ConditionGroup[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of the segment’s stream: for If-Match' })
  readonly revision: number;
}

export class SegmentChange extends DefinitionAnswer {
  @ApiProperty({ enum: ['defined', 'changed', 'retired'] })
  readonly change: string;

  @ApiProperty({ format: 'date-time' })
  readonly at: string;

  @ApiProperty({ description: 'Who did it' })
  readonly by: string;

  @ApiProperty({ description: 'In the log: as knownAt, it asks for the segment as it was then' })
  readonly position: string;

  @ApiProperty(text)
  readonly reason: string | null;
}

export class DefinedSegmentAnswer extends DefinitionAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ enum: ['defined', 'retired'] })
  readonly status: string;

  @ApiProperty({ format: 'date-time' })
  readonly definedAt: string;

  @ApiProperty({ type: [SegmentChange], description: 'In the order of the log; the newest 100 changes' })
  readonly history: readonly SegmentChange[];
}

export class DefinedSegmentList {
  @ApiProperty({ type: [DefinedSegmentAnswer], description: 'By name, retired ones included; 200 at most' })
  readonly items: readonly DefinedSegmentAnswer[];

  @ApiProperty({ ...text, description: 'The answer holds every event up to this position' })
  readonly logPosition: string | null;
}

export class SegmentMember {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @Personal('name')
  @ApiProperty(text)
  readonly name: string | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly orders: number;

  @ApiProperty({ ...text, description: 'null: no order in the currency asked for, or in any' })
  readonly currency: string | null;

  @ApiProperty({ type: 'integer', description: 'Net spend, in minor units' })
  readonly net: number;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly lastOrder: string | null;
}

/** Of all members. */
export class MembersTotal {
  @ApiProperty({ ...text, description: 'null if nobody bought anything' })
  readonly currency: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Members with an order in the currency' })
  readonly customers: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly orders: number;

  @ApiProperty({ type: 'integer', description: 'Net spend, in minor units' })
  readonly net: number;
}

export class SegmentMembersAnswer extends ReportFrame {
  @ApiProperty({ description: 'Of the segment' })
  readonly segment: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of the definition that was evaluated' })
  readonly revision: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Members on all pages' })
  readonly count: number;

  @ApiProperty({ type: [MembersTotal], description: 'One for each currency' })
  readonly totals: readonly MembersTotal[];

  @ApiProperty({
    type: [SegmentMember],
    description:
      'A row for each currency that a member bought in: currency by currency, the highest net spend first; last, with null, those who bought nothing',
  })
  readonly items: readonly SegmentMember[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}
