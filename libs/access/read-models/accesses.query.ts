import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Filter, type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { emptyPage, timeBounds } from '../../platform/index.js';
import { type AccessAnswer, type AccessList } from '../access.answers.js';
import { cursorOf, markIn } from './accesses.cursor.js';
import { type Access, accesses, type Accesses } from './accesses.projection.js';

/** All that is given must hold. */
export interface AccessCriteria {
  readonly customerId?: string | undefined;
  readonly actor?: string | undefined;
  /** At this time or later. */
  readonly from?: string | undefined;
  /** Before this time. */
  readonly before?: string | undefined;
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

/** Finds what was recorded together where one access meets all criteria. */
const filterBy = ({ customerId, actor, from, before }: AccessCriteria): Filter => {
  const at = timeBounds(from, before);
  return {
    ...(customerId === undefined ? {} : { customerIds: customerId }),
    ...(actor === undefined || customerId !== undefined ? {} : { subjects: actor }),
    ...(actor === undefined || customerId === undefined
      ? {}
      : { accesses: { $elemMatch: { customerIds: customerId, subject: actor } } }),
    ...(at === undefined ? {} : { _id: at }),
  };
};

const meets = ({ customerIds, subject }: Access, { customerId, actor }: AccessCriteria): boolean =>
  (customerId === undefined || customerIds.includes(customerId)) &&
  (actor === undefined || subject === actor);

/** One access, where it stands among those that were recorded together. */
interface Row extends Access {
  readonly of: string;
  readonly index: number;
}

const rowsOf = ({ _id: of, accesses: all }: Read<Accesses>): readonly Row[] =>
  all.map((access, index) => ({ ...access, of, index })).reverse();

const shown = ({ of, customerIds, subject, client, operation, correlationId }: Row): AccessAnswer => {
  const space = of.indexOf(' ');
  return {
    occurredAt: of.slice(0, space),
    position: of.slice(space + 1),
    actor: subject,
    client,
    operation,
    correlationId,
    customerIds,
  };
};

@QueryHandler(FindAccesses)
export class FindAccessesHandler implements IQueryHandler<FindAccesses> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InvalidCursorError when the cursor is none */
  async execute({ criteria, limit, cursor, minPosition }: FindAccesses): Promise<AccessList> {
    const last = cursor === undefined ? undefined : markIn(cursor);
    const model = await this.readModels.open(accesses, minPosition === undefined ? {} : { minPosition });
    const filter = filterBy(criteria);
    const found = await model.find(last ? { $and: [filter, { _id: { $lte: last.of } }] } : filter, {
      sort: { _id: -1 },
      // Each has a row at least; all rows of the first may have been on the page before, and one tells of another page.
      limit: limit + 2,
    });
    const rows = found
      .flatMap(rowsOf)
      .filter(({ of, index }) => of !== last?.of || index < last.index)
      .filter((row) => meets(row, criteria));
    const items = rows.slice(0, limit);
    const end = items.at(-1);
    return {
      ...emptyPage(model),
      items: items.map(shown),
      ...(end === undefined || rows.length <= limit ? {} : { nextCursor: cursorOf(end) }),
    };
  }
}
