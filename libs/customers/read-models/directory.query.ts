import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Filter, page, type Position, type Read, ReadModels } from '../../event-sourcing/index.js';
import { type CustomerList, type ListedCustomer } from '../customers.answers.js';
import { type CustomerKind } from '../customers.events.js';
import { directory, type DirectoryEntry, facet, type Facet } from './directory.projection.js';
import { beginningsOf } from './names.js';

/** All that is given must hold. */
export interface CustomerCriteria {
  /** Beginnings of words of the name, in any order. */
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  /** `<system>:<id>`. */
  readonly externalId?: string | undefined;
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  readonly kind?: CustomerKind | undefined;
  readonly region?: string | undefined;
}

export const directorySorts = ['name', '-name', 'registeredAt', '-registeredAt'] as const;
export type DirectorySort = (typeof directorySorts)[number];

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
} as const;

const inFacet = (name: Facet, value: string | undefined): Filter[] =>
  value === undefined ? [] : [{ facets: facet(name, value) }];

const inField = (field: keyof DirectoryEntry, value: string | undefined): Filter[] =>
  value === undefined ? [] : [{ [field]: value }];

/** One or two characters begin so many names that these are an entry in the index; more are few names, to be sorted. */
const beginningWith = (beginning: string): Filter =>
  Array.from(beginning).length <= 2 ? { starts: beginning } : { words: { $regex: `^${beginning}` } };

/**
 * What the documents are asked for; undefined: nobody meets the criteria, since nothing in the name is a word. The
 * narrowest come first: of several facets, an index narrows by the first.
 */
export const filterOf = (criteria: CustomerCriteria): Filter | undefined => {
  const { name, email, phone, externalId, tag, owner, kind, region } = criteria;
  const beginnings = beginningsOf(name ?? '');
  if (name !== undefined && beginnings.length === 0) return undefined;
  const conditions = [
    ...inField('emails', email?.trim().toLowerCase()),
    // A plus sign in a query string that was not escaped arrives as a space.
    ...inField('phones', phone === undefined ? undefined : `+${phone.replaceAll(/\D/g, '')}`),
    ...inField('externalIds', externalId),
    ...beginnings.map(beginningWith),
    ...inFacet('tag', tag),
    ...inFacet('owner', owner),
    ...inFacet('region', region),
    ...inFacet('kind', kind),
  ];
  return conditions.length === 0 ? {} : { $and: conditions };
};

const listed = ({
  _id: customerId,
  sortName: _sortName,
  words: _words,
  starts: _starts,
  facets: _facets,
  ...shown
}: Read<DirectoryEntry>): ListedCustomer => ({ customerId, ...shown });

@QueryHandler(FindCustomers)
export class FindCustomersHandler implements IQueryHandler<FindCustomers> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InvalidCursorError when the cursor is none, or was made for another sort */
  async execute({ criteria, sort, limit, cursor, minPosition }: FindCustomers): Promise<CustomerList> {
    const model = await this.readModels.open(directory, minPosition === undefined ? {} : { minPosition });
    const filter = filterOf(criteria);
    if (!filter) return { items: [] };
    const found = await page(model, filter, {
      sort: sortFields[sort],
      limit,
      cursor,
    });
    return { ...found, items: found.items.map(listed) };
  }
}
