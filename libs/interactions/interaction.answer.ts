import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListAnswer, Personal } from '../platform/index.js';
import { type Channel, channels, type Direction, directions } from './interactions.events.js';

const uuid = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;

class AttachmentAnswer {
  @ApiProperty()
  readonly name: string;

  @ApiProperty({ description: 'Where the file is: a URL, or the key of another system' })
  readonly reference: string;

  @ApiPropertyOptional()
  readonly mediaType?: string;
}

class FollowUpAnswer {
  @ApiProperty(uuid)
  readonly id: string;

  @ApiProperty(time)
  readonly scheduledAt: string;

  @ApiProperty(time)
  readonly dueAt: string;

  @ApiPropertyOptional({ description: 'Whose task it is' })
  readonly agent?: string;

  @ApiPropertyOptional(time)
  readonly completedAt?: string;

  @ApiPropertyOptional({ ...time, description: 'When it became overdue, if it has' })
  readonly overdueSince?: string;
}

class FeedbackAnswer {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 5, description: 'Customer satisfaction' })
  readonly csat?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 10,
    description: 'Likelihood to recommend us',
  })
  readonly nps?: number;

  @Personal('text')
  @ApiPropertyOptional()
  readonly comment?: string;
}

/** An interaction as it stands, corrections included. */
export class InteractionAnswer {
  @ApiProperty(uuid)
  readonly id: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of its stream: also in the ETag' })
  readonly revision: number;

  @ApiProperty(uuid)
  readonly customerId: string;

  @ApiProperty(time)
  readonly happenedAt: string;

  @ApiProperty({ enum: channels })
  readonly channel: Channel;

  @ApiProperty({ enum: directions })
  readonly direction: Direction;

  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  readonly durationSeconds?: number;

  @Personal('text')
  @ApiPropertyOptional()
  readonly subject?: string;

  @Personal('text')
  @ApiPropertyOptional()
  readonly content?: string;

  @ApiPropertyOptional({ description: 'Who of us took part' })
  readonly agent?: string;

  @Personal('text')
  @ApiPropertyOptional({ type: [AttachmentAnswer] })
  readonly attachments?: readonly AttachmentAnswer[];

  @ApiPropertyOptional({ ...uuid, description: 'The deal it was about' })
  readonly dealId?: string;

  @ApiProperty({ type: [FollowUpAnswer] })
  readonly followUps: readonly FollowUpAnswer[];

  @ApiPropertyOptional({ description: 'What the customer said last of it' })
  readonly feedback?: FeedbackAnswer;

  @ApiPropertyOptional({
    ...time,
    description: 'Since when what was said is forgotten, by a rule of retention',
  })
  readonly expiredAt?: string;
}

export class InteractionList extends ListAnswer {
  @ApiProperty({ type: [InteractionAnswer] })
  readonly items: readonly InteractionAnswer[];
}
