import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import { type HistoryAnswer, historyEventAnswer, type StateAnswer } from './audit.answers.js';
import { AuditTrail, type WholeHistory } from './audit-trail.js';

export class GetHistory extends Query<HistoryAnswer> {
  constructor(
    readonly customerId: string,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetHistory)
export class GetHistoryHandler implements IQueryHandler<GetHistory> {
  constructor(private readonly trail: AuditTrail) {}

  async execute({ customerId, limit, cursor, minPosition }: GetHistory): Promise<HistoryAnswer> {
    const { events, ...rest } = await this.trail.page(customerId, { limit, cursor }, minPosition);
    return { items: events.map(historyEventAnswer), ...rest };
  }
}

/** The whole history, to be streamed. */
export class StreamHistory extends Query<WholeHistory> {
  constructor(
    readonly customerId: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

@QueryHandler(StreamHistory)
export class StreamHistoryHandler implements IQueryHandler<StreamHistory> {
  constructor(private readonly trail: AuditTrail) {}

  execute({ customerId, minPosition }: StreamHistory): Promise<WholeHistory> {
    return this.trail.whole(customerId, minPosition);
  }
}

export class GetState extends Query<StateAnswer> {
  constructor(
    readonly customerId: string,
    readonly at: string,
    readonly knownAt: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetState)
export class GetStateHandler implements IQueryHandler<GetState> {
  constructor(private readonly trail: AuditTrail) {}

  async execute({ customerId, at, knownAt, minPosition }: GetState): Promise<StateAnswer> {
    const state = await this.trail.state(customerId, { at, knownAt }, minPosition);
    return { customerId, at, knownAt, ...state };
  }
}
