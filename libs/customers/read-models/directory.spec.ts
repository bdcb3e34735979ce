import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectionOf, type Read, type ReadModels } from '../../event-sourcing/core.js';
import {
  documentsAfter,
  expectRebuiltEqualsLive,
  fill,
  logOf,
  temporaryFolder,
} from '../../event-sourcing/testing.js';
import { EmbeddedReadStore } from '../../event-sourcing/read-store/embedded/embedded.read-store.js';
import {
  type ConsentChannel,
  consentChannels,
  type CustomerEvent,
  type CustomerRegistered,
} from '../customers.events.js';
import { at, company, customerHistory, customerLog } from '../testing/customer.fixture.js';
import { directory, type DirectoryEntry } from './directory.projection.js';
import { type CustomerCriteria, type DirectorySort, filterOf } from './directory.criteria.js';
import { FindCustomers, FindCustomersHandler } from './directory.query.js';

describe('the directory', () => {
  it('knows customers as they are now', () => {
    expect(documentsAfter(directory, customerLog)).toMatchObject({
      ada: {
        kind: 'person',
        name: 'Ada King',
        sortName: 'ada king',
        registeredAt: at(1),
        owner: 'charles',
        eMails: ['ada@engines.example'],
        phones: [],
        externalIds: ['shop:12'],
        tags: ['press'],
        words: ['ada', 'king'],
        starts: ['ada', 'a', 'kin', 'k'],
        facets: [
          ...['kind:person', 'owner:charles', 'tag:press', 'consent:survey'],
          ...consentChannels.map((channel) => `consent-by-${channel}:survey`),
        ],
      },
    });
  });

  it('is the same however its events come', async () => {
    await expectRebuiltEqualsLive(directory, customerLog);
  });
});

const person = (name: string, day: number, phone: string): CustomerRegistered => ({
  type: 'CustomerRegistered',
  data: {
    customerId: name,
    occurredAt: at(day),
    kind: 'person',
    name,
    contactPoints: [{ id: phone, kind: 'phone', value: phone }],
  },
});

const wish = (
  customerId: string,
  type: 'ConsentGiven' | 'ConsentWithdrawn',
  channel?: ConsentChannel,
  more: { purpose: string; expiresAt?: string } = { purpose: 'newsletter' },
) => ({
  type,
  data: { customerId, occurredAt: at(20), ...more, ...(channel === undefined ? {} : { channel }) },
});
const survey = (day: number) => ({ purpose: 'survey', expiresAt: at(day) });

/**
 * Adam agrees, but not by phone; Bo agrees by text message alone; Zoë by e-mail, and then not at all. Of a survey, Adam agrees
 * to a chat for some time, and Bo's consent has expired; Adèle agrees to it and objects to everything.
 */
const wishes: readonly CustomerEvent[] = [
  wish('Adam', 'ConsentGiven'),
  wish('Adam', 'ConsentWithdrawn', 'phone'),
  wish('Bo', 'ConsentGiven', 'sms'),
  wish('Zoë', 'ConsentGiven', 'e-mail'),
  wish('Zoë', 'ConsentWithdrawn'),
  wish('Adam', 'ConsentGiven', 'chat', survey(26)),
  wish('Bo', 'ConsentGiven', 'chat', survey(24)),
  wish('Adèle', 'ConsentGiven', 'chat', survey(26)),
  { type: 'ObjectionRaised', data: { customerId: 'Adèle', occurredAt: at(21) } },
];

describe('finding customers', () => {
  let folder: string;
  let store: EmbeddedReadStore;
  let readModels: ReadModels;

  beforeAll(async () => {
    folder = temporaryFolder();
    store = await EmbeddedReadStore.open(folder);
    const others = ['Adam', 'Zoë', 'Adèle', 'Bo'].map((name, index) =>
      person(name, 10 + index, `+8613912340${index}`),
    );
    readModels = await fill(store, directory, logOf([company, ...customerHistory, ...others, ...wishes]));
  });

  afterAll(async () => {
    await store.close();
  });

  const find = async (
    criteria: CustomerCriteria,
    sort: DirectorySort = 'name',
    limit = 10,
    cursor?: string,
  ) => {
    const { items, nextCursor } = await new FindCustomersHandler(readModels, () => new Date(at(25))).execute(
      new FindCustomers(criteria, sort, limit, cursor),
    );
    return { ids: items.map(({ customerId }) => customerId), nextCursor };
  };

  it.each<[CustomerCriteria, string[]]>([
    [{ name: 'ad' }, ['ada', 'Adam', 'Adèle']],
    [{ name: 'ADE' }, ['Adèle']],
    [{ name: 'king a' }, ['ada']],
    [{ name: '小明' }, ['engines']],
    [{ name: '明' }, ['engines']],
    [{ name: 'mu eng' }, ['engines']],
    [{ name: 'lovelace' }, []],
    [{ name: '.*' }, []],
    [{ name: 'zoe' }, ['Zoë']],
    [{ name: 'ada', phone: '+8613912341' }, []],
    [{ eMail: ' ADA@engines.example' }, ['ada']],
    [{ phone: ' 441632960960' }, []],
    [{ phone: ' 86 139 1234 03' }, ['Bo']],
    [{ phone: '+861391234-00' }, ['Adam']],
    [{ externalId: 'shop:12' }, ['ada']],
    [{ externalId: 'erp:7' }, []],
    [{ tag: ['press'] }, ['ada']],
    [{ tag: ['vip'] }, []],
    [{ owner: 'charles' }, ['ada', 'engines']],
    [{ owner: 'charles', kind: 'organisation' }, ['engines']],
    [{ region: 'London' }, ['engines']],
    [{ region: 'Surrey' }, []],
    [{ region: 'person' }, []],
    [{ kind: 'organisation' }, ['engines']],
    [{ eMail: 'ada@engines.example', kind: 'organisation' }, []],
    [{ name: 'b king' }, []],
    [{ tag: ['press', 'vip'] }, []],
    [{ anyTag: ['press', 'vip'] }, ['ada']],
    [{ eMail: 'ada@engines.example', anyTag: ['vip'] }, []],
    [{ withoutOwner: true }, ['Adam', 'Adèle', 'Bo', 'Zoë']],
    [{ withoutOwner: true, name: 'ad' }, ['Adam', 'Adèle']],
    [{ consent: 'newsletter' }, ['Adam']],
    [{ consent: 'newsletter', consentChannel: 'e-mail' }, ['Adam']],
    [{ consent: 'newsletter', consentChannel: 'phone' }, []],
    [{ consent: 'newsletter', consentChannel: 'sms' }, ['Adam', 'Bo']],
    [{ consent: 'survey' }, []],
    [{ consent: 'survey', consentChannel: 'chat' }, ['Adam']],
    [{ consent: 'calls' }, []],
    [{ changedSince: at(20) }, ['Adam', 'Adèle', 'Bo', 'Zoë']],
    [{ changedSince: at(20), name: 'ad' }, ['Adam', 'Adèle']],
  ])('by %j', async (criteria, ids) => {
    expect((await find(criteria)).ids).toEqual(ids);
  });

  it('in the order asked for', async () => {
    expect((await find({}, 'name')).ids).toEqual(['ada', 'Adam', 'Adèle', 'Bo', 'engines', 'Zoë']);
    expect((await find({ kind: 'person' }, '-registeredAt')).ids).toEqual([
      'Bo',
      'Adèle',
      'Zoë',
      'Adam',
      'ada',
    ]);
  });

  it('page by page', async () => {
    const first = await find({ name: 'a' }, '-name', 2);
    expect(first.ids).toEqual(['Adèle', 'Adam']);
    expect(await find({ name: 'a' }, '-name', 2, first.nextCursor)).toEqual({
      ids: ['ada'],
      nextCursor: undefined,
    });
  });

  it.each<CustomerCriteria>([
    { name: 'ada' },
    { name: 'ad' },
    { eMail: 'ada@engines.example' },
    { anyTag: ['press', 'vip'] },
    { withoutOwner: true },
    { consent: 'newsletter', consentChannel: 'sms' },
    { externalId: 'shop:12' },
    { tag: ['press'], kind: 'person' },
    { owner: 'charles' },
    { region: 'London' },
    { eMail: 'ada@engines.example', kind: 'person' },
    { name: 'a king', kind: 'person' },
    { phone: '+861391234-00', name: 'a' },
  ])('looks at no others: %j', async (criteria) => {
    const collection = store.collection<Read<DirectoryEntry>>(collectionOf(directory));
    const filter = await filterOf(collection, criteria, 'name', at(25));
    const { examined } = await collection.explain(filter ?? {}, {
      sort: { sortName: 1, _id: 1 },
    });
    expect(examined).toBe((await find(criteria)).ids.length);
  });
});
