import { describe, expect, it } from '@jest/globals';
import { firstRecord, ProjectionRegistry, switched, withNext } from './projection-registry.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';

describe('ProjectionRegistry', () => {
  it('loses no change when many change one record at once', async () => {
    const store = new InMemoryReadStore();
    const registries = Array.from({ length: 8 }, () => new ProjectionRegistry(store));
    await Promise.all(
      registries.map((registry) =>
        registry.change('spend', (record) =>
          record ? { ...record, builds: record.builds + 1 } : firstRecord(1),
        ),
      ),
    );
    expect(await new ProjectionRegistry(store).find('spend')).toMatchObject({ builds: 8 });
  });

  it('leaves the record as it is when there is nothing to change', async () => {
    const registry = new ProjectionRegistry(new InMemoryReadStore());
    expect(await registry.change('spend', () => undefined)).toBeUndefined();
    await registry.change('spend', () => firstRecord(3));
    expect(await registry.change('spend', () => undefined)).toMatchObject({
      active: { version: 3, build: 0 },
    });
  });
});

describe('A projection’s record', () => {
  it('never gives a build number twice', () => {
    const once = withNext(firstRecord(1), 2);
    expect(once.next).toEqual({ version: 2, build: 1 });
    const again = withNext(once, 3);
    expect(again.next).toEqual({ version: 3, build: 2 });
    expect(again.retired).toEqual([{ version: 2, build: 1, served: false }]);
  });

  it('names the next build active, and keeps the former for those who still read it', () => {
    const record = switched(withNext(firstRecord(1), 2), { version: 2, build: 1 });
    expect(record).toMatchObject({
      active: { version: 2, build: 1 },
      next: null,
      retired: [{ version: 1, build: 0, served: true }],
    });
  });
});
