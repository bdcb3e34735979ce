import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectionOf, type Read, type ReadModels } from '../../event-sourcing/core.js';
import { fill, logOf, temporaryFolder } from '../../event-sourcing/testing.js';
import { EmbeddedReadStore } from '../../event-sourcing/read-store/embedded/embedded.read-store.js';
import { type CustomerRegistered } from '../customers.events.js';
import { at } from '../testing/customer.fixture.js';
import { type CustomerCriteria, type DirectorySort, directorySorts, filterOf } from './directory.criteria.js';
import { directory, type DirectoryEntry } from './directory.projection.js';
import { FindCustomers, FindCustomersHandler } from './directory.query.js';
import { folded } from '../../platform/folded-text.js';
import { beginningsOf, wordsOf } from './names.js';

const CUSTOMERS = 2_000;
const SURNAMES = ['Customer', 'Custody', 'Straßer', 'Cu', '王'];

/** Three quarters are called Customer, the others have each their share. */
const nameOf = (index: number): string =>
  `${index % 4 === 3 ? (SURNAMES[index % 5] ?? '') : 'Customer'} ${(index * 7_919) % CUSTOMERS}`;

const people = Array.from({ length: CUSTOMERS }, (_, index): CustomerRegistered => ({
  type: 'CustomerRegistered',
  data: {
    customerId: `c${index}`,
    occurredAt: at(1 + ((index * 31) % 28)),
    kind: 'person',
    name: nameOf(index),
    region: index % 2 === 0 ? 'even' : 'odd',
  },
}));

const log = logOf(people);
const recordedAt = new Map(log.map(({ data, metadata }) => [data.customerId, metadata.recordedAt]));

const expected = ({ name = '', region }: CustomerCriteria, sort: DirectorySort): string[] => {
  const key = ({ data }: CustomerRegistered): string =>
    sort.endsWith('name')
      ? folded(data.name)
      : sort.endsWith('changedAt')
        ? (recordedAt.get(data.customerId) ?? '')
        : data.occurredAt;
  const sign = sort.startsWith('-') ? -1 : 1;
  const compare = (one: string, other: string): number => (one < other ? -sign : one > other ? sign : 0);
  return people
    .filter(({ data }) => region === undefined || data.region === region)
    .filter(({ data }) =>
      beginningsOf(name).every((beginning) => wordsOf(data.name).some((word) => word.startsWith(beginning))),
    )
    .toSorted((a, b) => compare(key(a), key(b)) || compare(a.data.customerId, b.data.customerId))
    .map(({ data }) => data.customerId);
};

describe('customers with names that many share', () => {
  let folder: string;
  let store: EmbeddedReadStore;
  let readModels: ReadModels;

  beforeAll(async () => {
    folder = temporaryFolder();
    store = await EmbeddedReadStore.open(folder);
    readModels = await fill(store, directory, log);
  });

  afterAll(async () => {
    await store.close();
  });

  const all = async (criteria: CustomerCriteria, sort: DirectorySort): Promise<string[]> => {
    const handler = new FindCustomersHandler(readModels, () => new Date(at(28)));
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await handler.execute(new FindCustomers(criteria, sort, 150, cursor));
      ids.push(...page.items.map(({ customerId }) => customerId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return ids;
  };

  it.each<CustomerCriteria>([
    { name: 'c' },
    { name: 'cu' },
    { name: 'cus' },
    { name: 'custom' },
    { name: 'customer', region: 'odd' },
    { name: 'custod' },
    { name: 'strasser' },
    { name: '王' },
    { name: 'customer 1' },
    { name: 'cust 19', region: 'even' },
  ])('are found, all of them, in every order, page by page: %j', async (criteria) => {
    for (const sort of directorySorts) {
      const ids = await all(criteria, sort);
      expect(ids).toEqual(expected(criteria, sort));
      expect(ids.length).toBeGreaterThan(0);
    }
  });

  it.each<[CustomerCriteria, DirectorySort]>([
    [{ name: 'cus' }, 'name'],
    [{ name: 'customer' }, 'name'],
    [{ name: 'customer' }, '-name'],
    [{ name: 'customer' }, 'registeredAt'],
    [{ name: 'customer', region: 'odd' }, '-registeredAt'],
  ])('are not all looked at for one page: %j by %s', async (criteria, sort) => {
    const collection = store.collection<Read<DirectoryEntry>>(collectionOf(directory));
    const filter = await filterOf(collection, criteria, sort, at(28));
    const field = sort.endsWith('name') ? 'sortName' : 'registeredAt';
    const direction = sort.startsWith('-') ? -1 : 1;
    const explained = await collection.explain(filter ?? {}, {
      sort: { [field]: direction, _id: direction },
      limit: 20,
    });
    expect(explained).toMatchObject({ ordered: true, returned: 20 });
    expect(explained.examined).toBeLessThan(200);
  });
});
