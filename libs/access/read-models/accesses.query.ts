import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { listPage, timeBounds } from '../../platform/index.js';
import { type AccessAnswer, type AccessList } from '../access.answers.js';
import { accesses, type Access } from './accesses.projection.js';

/** All that is given must hold. */
export interface AccessCriteria {
  readonly customer?: string | undefined;
  readonly actor?: string | undefined;
  /** At this time or later. */
  readonly from?: string | undefined;
  /** Before this time. */
  readonly to?: string | undefined;
}

/** Who has seen whose personal data, the latest first. */
export class FindAccesses extends Query<AccessList> {
  constructor(
    readonly criteria: AccessCriteria,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const shown = ({ _id: position, at, subject, client, ...access }: Read<Access>): AccessAnswer => ({
  occurredAt: at.slice(0, at.indexOf(' ')),
  position,
  actor: subject,
  client,
  operation: access.operation,
  correlationId: access.correlationId,
  customerIds: access.customerIds,
});

@QueryHandler(FindAccesses)
export class FindAccessesHandler implements IQueryHandler<FindAccesses> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InvalidCursorError when the cursor is none */
  async execute({ criteria, limit, cursor, minPosition }: FindAccesses): Promise<AccessList> {
    const model = await this.readModels.open(accesses, minPosition === undefined ? {} : { minPosition });
    const { customer, actor, from, to } = criteria;
    const at = timeBounds(from, to);
    const filter = {
      ...(customer === undefined ? {} : { customerIds: customer }),
      ...(actor === undefined ? {} : { subject: actor }),
      ...(at === undefined ? {} : { at }),
    };
    return listPage(model, filter, { sort: ['at', -1], limit, cursor }, shown);
  }
}
