import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { CLOCK, emptyPage, listPage } from '../../platform/index.js';
import { type CustomerList, type ListedCustomer } from '../customers.answers.js';
import { type ExternalId } from '../customers.events.js';
import { type CustomerCriteria, type DirectorySort, filterOf } from './directory.criteria.js';
import { directory, type DirectoryEntry } from './directory.projection.js';

export class FindCustomers extends Query<CustomerList> {
  constructor(
    readonly criteria: CustomerCriteria,
    readonly sort: DirectorySort,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const sortFields = {
  name: ['sortName', 1],
  '-name': ['sortName', -1],
  registeredAt: ['registeredAt', 1],
  '-registeredAt': ['registeredAt', -1],
  changedAt: ['changedAt', 1],
  '-changedAt': ['changedAt', -1],
} as const;

/** Of `<system>:<id>`: no system has a colon in its name. */
const externalIdIn = (text: string): ExternalId => {
  const colon = text.indexOf(':');
  return { system: text.slice(0, colon), id: text.slice(colon + 1) };
};

const listed = ({
  _id: customerId,
  sortName: _sortName,
  words: _words,
  starts: _starts,
  facets: _facets,
  consents: _consents,
  objections: _objections,
  restrictedSince: _restrictedSince,
  externalIds,
  ...shown
}: Read<DirectoryEntry>): ListedCustomer => ({
  customerId,
  ...shown,
  externalIds: externalIds.map(externalIdIn),
});

@QueryHandler(FindCustomers)
export class FindCustomersHandler implements IQueryHandler<FindCustomers> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  /** @throws InvalidCursorError when the cursor is none, or was made for another sort */
  async execute({ criteria, sort, limit, cursor, minPosition }: FindCustomers): Promise<CustomerList> {
    const model = await this.readModels.open(directory, minPosition === undefined ? {} : { minPosition });
    const filter = await filterOf(model, criteria, sort, this.now().toISOString());
    if (!filter) return emptyPage(model);
    return listPage(model, filter, { sort: sortFields[sort], limit, cursor }, listed);
  }
}
