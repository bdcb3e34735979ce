import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Actor, type DomainEvent, type EventSource } from '../event-sourcing/core.js';
import { ListAnswer, LOG_POSITION, Personal } from '../platform/index.js';
import { type HistoricalEvent } from './customer-history.js';

class ActorAnswer implements Actor {
  @ApiProperty()
  readonly id: string;

  @ApiProperty()
  readonly service: string;

  @ApiProperty({ description: 'Whether a credential proved who it was' })
  readonly verified: boolean;
}

class EventSourceAnswer implements EventSource {
  @ApiProperty({ example: 'customers.csv' })
  readonly file: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counted from 1' })
  readonly line: number;
}

/** One event of a customer's life, with everything the log knows about it. */
export class HistoryEventAnswer {
  @ApiProperty()
  readonly position: string;

  @ApiProperty()
  readonly stream: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly revision: number;

  @ApiProperty({ format: 'uuid' })
  readonly eventId: string;

  @ApiProperty()
  readonly type: string;

  @ApiProperty({ format: 'date-time', description: 'When it happened' })
  readonly occurredAt: string;

  @ApiProperty({ format: 'date-time', description: 'When it was appended' })
  readonly recordedAt: string;

  @ApiProperty({ type: ActorAnswer })
  readonly actor: Actor;

  @ApiProperty()
  readonly commandId: string;

  @ApiProperty()
  readonly correlationId: string;

  @ApiProperty()
  readonly causationId: string;

  @ApiProperty({ description: 'SHA-256 over the event and the hash before it in its stream' })
  readonly hash: string;

  @ApiPropertyOptional({
    type: EventSourceAnswer,
    description: 'The line of a file that an import made it of',
  })
  readonly source?: EventSource;

  @Personal((data, { type }, personal) => personal.maskedData(String(type), data))
  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly data: DomainEvent['data'];
}

export const historyEventAnswer = ({
  position,
  stream,
  revision,
  id,
  type,
  data,
  metadata,
}: HistoricalEvent): HistoryEventAnswer => ({
  position,
  stream,
  revision,
  eventId: id,
  type,
  occurredAt: data.occurredAt,
  recordedAt: metadata.recordedAt,
  actor: metadata.actor,
  commandId: metadata.commandId,
  correlationId: metadata.correlationId,
  causationId: metadata.causationId,
  hash: metadata.hash,
  ...(metadata.source === undefined ? {} : { source: metadata.source }),
  data,
});

export class HistoryAnswer extends ListAnswer {
  @ApiProperty({ type: [HistoryEventAnswer] })
  readonly items: readonly HistoryEventAnswer[];
}

export class StreamStateAnswer {
  @ApiProperty({ example: 'deal-3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11' })
  readonly stream: string;

  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly revision: number;

  @Personal((state, { stream }, personal) => personal.maskedState(String(stream), state))
  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly state: unknown;
}

/** The customer, and beside it a list of streams for each context, by the context's name. */
export class StateAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiProperty({ format: 'date-time' })
  readonly at: string;

  @ApiProperty({ format: 'date-time' })
  readonly knownAt: string;

  @ApiPropertyOptional({ description: LOG_POSITION })
  readonly logPosition?: string;

  @ApiProperty({ type: StreamStateAnswer, nullable: true, description: 'Null: not registered by then' })
  readonly customer: StreamStateAnswer | null;
}
