import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { at, type ContractDocument, idsOf } from '../contract.fixture.js';
import { ReadStoreError } from '../read-store.port.js';
import { EmbeddedReadStore } from './embedded.read-store.js';

const BY_NUMBER = [{ fields: { n: 1 } }] as const;

const documents = (prefix: string, count: number): ContractDocument[] =>
  Array.from({ length: count }, (_, n) => at('1', `${prefix}-${String(n).padStart(5, '0')}`, { n }));

describe('The trees of the embedded read store', () => {
  let folder: string;
  let store: EmbeddedReadStore;

  beforeEach(async () => {
    folder = temporaryFolder();
    store = await EmbeddedReadStore.open(folder);
  });

  afterEach(async () => {
    await store.close();
  });

  const fill = async (name: string, prefix: string, count: number): Promise<void> => {
    await store.ensureIndexes(name, BY_NUMBER);
    await store.collection<ContractDocument>(name).writeIfNewer(documents(prefix, count));
  };

  it('are empty when a collection gets those of one that was dropped', async () => {
    await fill('first', 'old', 2_000);
    await store.dropCollection('first');
    await fill('second', 'new', 3);
    const second = store.collection<ContractDocument>('second');
    expect(idsOf(await second.find({}))).toEqual(idsOf(documents('new', 3)));
    expect(await second.explain({ n: { $gte: 0 } })).toMatchObject({ index: ['n'], examined: 3 });
    expect(await store.collection('first').find({})).toEqual([]);
  });

  it('show a query what lay in them when it began, though the collection is dropped and its trees another’s', async () => {
    await fill('first', 'old', 20_000);
    const first = store.collection<ContractDocument>('first');
    const [byId, byNumber] = [first.find({}), first.find({ n: { $gte: 0 } }, { sort: { n: 1 } })];
    await store.dropCollection('first');
    await fill('second', 'new', 2_000);
    expect(idsOf(await byId)).toEqual(idsOf(documents('old', 20_000)));
    expect(idsOf(await byNumber)).toEqual(idsOf(documents('old', 20_000)));
    expect(await first.find({})).toEqual([]);
  });

  it('show another store at once that a collection was dropped, and what has its trees now', async () => {
    await fill('first', 'old', 100);
    const other = await EmbeddedReadStore.open(folder);
    expect(await other.collection('first').count({})).toBe(100);
    await store.dropCollection('first');
    await fill('second', 'new', 3);
    expect(await other.collectionNames()).toEqual(['second']);
    expect(await other.collection('first').count({})).toBe(0);
    expect(await other.collection('second').count({ n: { $gte: 0 } })).toBe(3);
    await other.close();
  });

  it('are there for 128 collections; one more is refused, until there is room again', async () => {
    const names = Array.from({ length: 128 }, (_, number) => `collection ${number}`);
    for (const name of names) await store.ensureIndexes(name, BY_NUMBER);
    const refused = store.collection('one more').writeIfNewer([at('1', 'a')]);
    await expect(refused).rejects.toThrow(
      new ReadStoreError('An embedded read store has room for 128 collections.'),
    );
    await store.dropCollection('collection 64');
    await store.collection('one more').writeIfNewer([at('1', 'a')]);
    expect(await store.collection('one more').count({})).toBe(1);
  });
});
