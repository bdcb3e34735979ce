import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListAnswer, Personal } from '../platform/index.js';
import { type ConsentVerdict, consentVerdicts } from './read-models/consent-decision.js';
import { type ConsentChannel, consentChannels, type Evidence } from './customers.events.js';
import { type Statement } from './read-models/consents.projection.js';

const time = { type: 'string', format: 'date-time' } as const;

class EvidenceAnswer implements Evidence {
  @Personal('text')
  @ApiPropertyOptional({ description: 'How it was said' })
  readonly how?: string;

  @Personal('text')
  @ApiPropertyOptional({ description: 'Where it was said' })
  readonly where?: string;

  @Personal('text')
  @ApiPropertyOptional({ description: 'Who wrote it down' })
  readonly recordedBy?: string;
}

/** One thing that a customer said about the use of its data. */
export class StatementAnswer {
  @ApiProperty({ type: String, description: 'The type of the event' })
  readonly type: Statement['type'];

  @ApiPropertyOptional({ description: 'Absent: every purpose' })
  readonly purpose?: string;

  @ApiPropertyOptional({ enum: consentChannels, description: 'Absent: the purpose as such' })
  readonly channel?: ConsentChannel;

  @ApiPropertyOptional({ description: 'The version of the text that was agreed to' })
  readonly wording?: string;

  @ApiPropertyOptional({ ...time, description: 'From then on it no longer holds' })
  readonly expiresAt?: string;

  @ApiPropertyOptional({ type: EvidenceAnswer })
  readonly evidence?: EvidenceAnswer;

  @Personal('text')
  @ApiPropertyOptional()
  readonly reason?: string;

  @ApiProperty(time)
  readonly occurredAt: string;

  @ApiProperty(time)
  readonly recordedAt: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of the event in the customer’s stream' })
  readonly revision: number;

  @ApiProperty({ description: 'Of the event in the log' })
  readonly position: string;
}

export class StatementList extends ListAnswer {
  @ApiProperty({ type: [StatementAnswer] })
  readonly items: readonly StatementAnswer[];
}

/** Whether a customer's data may be used. */
export class ConsentDecisionAnswer {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly customerId: string;

  @ApiProperty()
  readonly purpose: string;

  @ApiPropertyOptional({ enum: consentChannels })
  readonly channel?: ConsentChannel;

  @ApiProperty({ ...time, description: 'The time that the decision is for' })
  readonly at: string;

  @ApiProperty()
  readonly allowed: boolean;

  @ApiProperty({ enum: consentVerdicts, description: 'given is the only one that allows' })
  readonly verdict: ConsentVerdict;

  @ApiPropertyOptional({
    type: StatementAnswer,
    description: 'The statement that decides; absent where the customer never said anything',
  })
  readonly because?: StatementAnswer;

  @ApiPropertyOptional({ description: 'Everything in the log up to this position is in the answer' })
  readonly logPosition?: string;
}
