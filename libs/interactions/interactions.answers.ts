import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListAnswer, Personal } from '../platform/index.js';
import { type Channel, channels } from './interactions.events.js';
import { type ActivityGroup, activityGroups } from './read-models/activity.projection.js';

const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const day = { type: 'string', format: 'date' } as const;
const whole = { type: 'integer', minimum: 0 } as const;

export class ActivityCounts {
  @ApiProperty(whole)
  readonly interactions: number;

  @ApiProperty(whole)
  readonly inbound: number;

  @ApiProperty(whole)
  readonly outbound: number;

  @ApiProperty(whole)
  readonly durationSeconds: number;
}

export class ActivityGroupCounts extends ActivityCounts {
  @ApiProperty({ description: "The channel, the agent ('' for nobody named) or the day" })
  readonly key: string;
}

export class ActivityReport extends ListAnswer {
  @ApiProperty({ enum: activityGroups })
  readonly groupBy: ActivityGroup;

  @ApiPropertyOptional(day)
  readonly from?: string;

  @ApiPropertyOptional(day)
  readonly to?: string;

  @ApiProperty({ type: [ActivityGroupCounts], description: 'By key' })
  readonly groups: readonly ActivityGroupCounts[];

  @ApiProperty({ description: 'Of all groups, on all pages' })
  readonly total: ActivityCounts;
}

export class FollowUpItem {
  @ApiProperty(id)
  readonly followUpId: string;

  @ApiProperty(id)
  readonly interactionId: string;

  @ApiProperty(id)
  readonly customerId: string;

  @ApiProperty({ enum: channels })
  readonly channel: Channel;

  @ApiProperty(time)
  readonly scheduledAt: string;

  @ApiProperty(time)
  readonly dueAt: string;

  @ApiProperty()
  readonly overdue: boolean;

  @ApiPropertyOptional()
  readonly agent?: string;

  @Personal('text')
  @ApiPropertyOptional()
  readonly note?: string;
}

export class FollowUpList extends ListAnswer {
  @ApiProperty(time)
  readonly asOf: string;

  @ApiProperty({ type: [FollowUpItem] })
  readonly items: readonly FollowUpItem[];
}
