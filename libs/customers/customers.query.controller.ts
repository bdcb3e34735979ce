import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import {
  AnswersWithCsv,
  type CsvTable,
  MinPosition,
  OneOf,
  PageQuery,
  QueryController,
  SeesPersonalData,
  Text,
} from '../platform/index.js';
import { CustomerList } from './customers.answers.js';
import { type CustomerKind, customerKinds } from './customers.events.js';
import { type DirectorySort, directorySorts } from './read-models/directory.criteria.js';
import { FindCustomers } from './read-models/directory.query.js';

/** Customers for whom all that is given holds. */
export class DirectoryQuery extends PageQuery {
  @Text({
    max: 200,
    optional: true,
    personal: true,
    description:
      'The beginnings of words of the name; where it holds neither letters nor digits, nobody is found',
  })
  readonly name?: string;

  @Text({ max: 500, optional: true, personal: true })
  readonly email?: string;

  @Text({ max: 100, optional: true, personal: true, description: 'With its prefix: +49…' })
  readonly phone?: string;

  @Text({
    max: 301,
    optional: true,
    personal: true,
    description: 'The system and the id in it',
    example: 'erp:7',
  })
  readonly externalId?: string;

  @Text({ max: 100, optional: true, personal: true })
  readonly tag?: string;

  @Text({ max: 200, optional: true })
  readonly owner?: string;

  @OneOf(customerKinds, { optional: true })
  readonly kind?: CustomerKind;

  @Text({ max: 100, optional: true })
  readonly region?: string;

  @OneOf(directorySorts, {
    optional: true,
    description: 'When absent: name, or registeredAt without the scope pii:read',
    personal: ['name', '-name'],
  })
  readonly sort?: DirectorySort;
}

const table: CsvTable<CustomerList> = {
  columns: [
    ...['customerId', 'kind', 'name', 'registeredAt', 'company', 'region', 'owner'],
    ...['emails', 'phones', 'externalIds', 'tags'],
  ],
  rows: ({ items }) => items,
};

@QueryController('customers', 'crm:read')
export class CustomerQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(CustomerList, table, {
    id: 'listCustomers',
    summary: 'List customers',
    about: 'Customers for whom all that is given holds, by name or by when they were registered.',
    paged: true,
  })
  find(
    @Query() { sort, limit, cursor, ...criteria }: DirectoryQuery,
    @SeesPersonalData() byName: boolean,
    @MinPosition() minPosition?: Position,
  ): Promise<CustomerList> {
    const order = sort ?? (byName ? 'name' : 'registeredAt');
    return this.queries.execute(new FindCustomers(criteria, order, limit, cursor, minPosition));
  }
}
