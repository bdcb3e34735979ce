import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Filter, type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { CLOCK, listPage } from '../../platform/index.js';
import { type FollowUpItem, type FollowUpList } from '../interactions.answers.js';
import { type FollowUpEntry, followUps } from './follow-ups.projection.js';

/** Open ones are overdue once the time they were due at has passed, and due until then. */
export const followUpStatuses = ['open', 'due', 'overdue'] as const;
export type FollowUpStatus = (typeof followUpStatuses)[number];

export interface FollowUpCriteria {
  readonly status: FollowUpStatus;
  /** An ISO time; absent: now. */
  readonly asOf?: string | undefined;
  readonly agent?: string | undefined;
}

/** What was to be done at a time, as it stood then; what is due first comes first. */
export class ListFollowUps extends Query<FollowUpList> {
  constructor(
    readonly criteria: FollowUpCriteria,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const dueTimes = (status: FollowUpStatus, asOf: string): Filter => {
  switch (status) {
    case 'open':
      return {};
    case 'due':
      return { dueAt: { $gte: asOf } };
    case 'overdue':
      return { dueAt: { $lt: asOf } };
  }
};

const itemOf = (
  { _id: followUpId, openUntil: _until, completionNote: _note, ...entry }: Read<FollowUpEntry>,
  asOf: string,
): FollowUpItem => ({ followUpId, ...entry, overdue: entry.dueAt < asOf });

@QueryHandler(ListFollowUps)
export class ListFollowUpsHandler implements IQueryHandler<ListFollowUps> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  /** @throws InvalidCursorError when the cursor is none */
  async execute({ criteria, limit, cursor, minPosition }: ListFollowUps): Promise<FollowUpList> {
    const model = await this.readModels.open(followUps, minPosition === undefined ? {} : { minPosition });
    const { status, agent } = criteria;
    const asOf = (criteria.asOf === undefined ? this.now() : new Date(criteria.asOf)).toISOString();
    const filter = {
      ...(agent === undefined ? {} : { agent }),
      openUntil: { $gt: asOf },
      scheduledAt: { $lte: asOf },
      ...dueTimes(status, asOf),
    };
    const found = await listPage(model, filter, { sort: ['dueAt', 1], limit, cursor }, (entry) =>
      itemOf(entry, asOf),
    );
    return { asOf, ...found };
  }
}
