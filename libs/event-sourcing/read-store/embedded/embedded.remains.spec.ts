import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { type PositionedDocument } from '../read-store.port.js';
import { EmbeddedReadStore } from './embedded.read-store.js';

interface Person extends PositionedDocument {
  readonly name: string;
}

const at = (position: number, id: number, name: string): Person => ({
  _id: `person ${id}`,
  _position: String(position).padStart(8, '0'),
  name,
});

describe('What is deleted from an embedded read store', () => {
  it('is overwritten in its file, while others read and write', async () => {
    const folder = temporaryFolder();
    const store = await EmbeddedReadStore.open(folder);
    const people = store.collection<Person>('people');
    const file = (): string => readFileSync(join(folder, 'data.mdb'), 'latin1');
    await store.ensureIndexes('people', [{ fields: { name: 1 } }]);
    const ids = Array.from({ length: 2_000 }, (_, id) => id);
    const isErased = (id: number): boolean => id % 4 === 0;
    await people.writeIfNewer(ids.map((id) => at(1, id, `${isErased(id) ? 'zyxname' : 'name'} ${id}`)));
    expect(file()).toContain('zyxname');
    await people.writeIfNewer(ids.filter(isErased).map((id) => at(2, id, '[erased]')));
    let running = true;
    const writing = (async () => {
      let position = 3;
      for (; running; position += 1)
        await people.writeIfNewer([at(position, 1, 'name'), at(position, 10_000 + position, 'another')]);
      return position;
    })();
    await store.overwriteRemains();
    running = false;
    const written = await writing;
    expect(file()).not.toContain('zyxname');
    expect(await people.count({ name: '[erased]' })).toBe(500);
    expect(await people.count({ name: 'another' })).toBe(written - 3);
    expect(await people.find({ name: { $gte: 'name 1997', $lt: 'name 1998' } })).toHaveLength(1);
    await store.close();
    const again = await EmbeddedReadStore.open(folder);
    expect(await again.collection<Person>('people').count({})).toBe(2_000 + written - 3);
    await again.close();
  });
});
