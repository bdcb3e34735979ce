import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import {
  AnswersWithCsv,
  type CsvTable,
  FlagParameter,
  MinPosition,
  OneOf,
  PageQuery,
  QueryController,
  SeesPersonalData,
  Text,
  TextsParameter,
  TimeParameter,
} from '../platform/index.js';
import { CustomerList } from './customers.answers.js';
import {
  type ConsentChannel,
  consentChannels,
  type CustomerKind,
  customerKinds,
} from './customers.events.js';
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
  readonly eMail?: string;

  @Text({ max: 100, optional: true, personal: true, description: 'With its prefix: +49…' })
  readonly phone?: string;

  @Text({
    max: 301,
    optional: true,
    personal: true,
    description: 'The system and the id in it, such as erp:7',
  })
  readonly externalId?: string;

  @TextsParameter({
    max: 100,
    items: 20,
    optional: true,
    personal: true,
    description: 'Customers with this tag; given several times: with all of them',
  })
  readonly tag?: readonly string[];

  @TextsParameter({
    max: 100,
    items: 20,
    optional: true,
    personal: true,
    description: 'Customers with this tag; given several times: with any of them',
  })
  readonly anyTag?: readonly string[];

  @Text({ max: 200, optional: true, description: 'Customers whom this one of us looks after' })
  readonly owner?: string;

  @FlagParameter({ optional: true, description: 'Customers whom nobody of us looks after' })
  readonly withoutOwner?: boolean;

  @Text({
    max: 100,
    optional: true,
    description:
      'Customers who agree to this purpose as such, now: nobody who withdrew or objects, or whose consent has expired',
  })
  readonly consent?: string;

  @OneOf(consentChannels, {
    optional: true,
    description:
      'With consent: those who agree to it for this channel, or as such and did not refuse the channel',
  })
  readonly consentChannel?: ConsentChannel;

  @TimeParameter('Customers of whose own changes one was recorded at this time or later')
  readonly changedSince?: string;

  @OneOf(customerKinds, { optional: true, description: 'Customers of this kind' })
  readonly kind?: CustomerKind;

  @Text({ max: 100, optional: true, description: 'Customers of this region, as it is written' })
  readonly region?: string;

  @OneOf(directorySorts, {
    optional: true,
    description:
      'When absent: changedAt with changedSince, else name, or registeredAt without the scope pii:read',
    personal: ['name', '-name'],
  })
  readonly sort?: DirectorySort;
}

const table: CsvTable<CustomerList> = {
  columns: [
    ...['customerId', 'kind', 'name', 'registeredAt', 'changedAt', 'company', 'region', 'owner'],
    ...['eMails', 'phones', 'externalIds', 'tags'],
  ],
  rows: ({ items }) => items,
};

@QueryController('customers', 'crm:read')
export class CustomerQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(CustomerList, table, {
    id: 'listCustomers',
    summary: 'List customers',
    about:
      'Customers for whom all that is given holds, by name, by when they were registered, or by when they changed last.',
    paged: true,
  })
  find(
    @Query() { limit, cursor, sort, ...criteria }: DirectoryQuery,
    @SeesPersonalData() byName: boolean,
    @MinPosition() minPosition?: Position,
  ): Promise<CustomerList> {
    const unasked = byName ? 'name' : 'registeredAt';
    const order = sort ?? (criteria.changedSince === undefined ? unasked : 'changedAt');
    return this.queries.execute(new FindCustomers(criteria, order, limit, cursor, minPosition));
  }
}
