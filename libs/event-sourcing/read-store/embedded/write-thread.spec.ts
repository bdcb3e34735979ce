import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { at, type ContractDocument, idsOf } from '../contract.fixture.js';
import { ReadStoreError } from '../read-store.port.js';
import { Catalog } from './catalog.js';
import { EmbeddedReadStore } from './embedded.read-store.js';
import { type LmdbEnvironment, openEnvironment } from './lmdb-environment.js';
import { PacketWriter, type WritePacket } from './write-packet.js';
import { WriteThread } from './write-thread.js';

describe('The thread that writes documents', () => {
  let folder: string;
  let environment: LmdbEnvironment;
  let catalog: Catalog;
  let thread: WriteThread;

  beforeEach(async () => {
    folder = temporaryFolder();
    environment = await openEnvironment(folder);
    catalog = new Catalog(environment);
    thread = new WriteThread(folder);
  });

  afterEach(async () => {
    await thread.close();
    await environment.root.close();
  });

  const packet = (position: string, ids: readonly string[]): WritePacket => {
    const writer = new PacketWriter('documents', catalog.find('documents') ?? { indexes: [], version: 0 });
    for (const id of ids) writer.add(at(position, id));
    return writer.finish();
  };

  const stored = async (): Promise<ContractDocument[]> => {
    const store = await EmbeddedReadStore.open(folder);
    const documents = await store.collection<ContractDocument>('documents').find({}, { sort: { _id: 1 } });
    await store.close();
    return documents;
  };

  it('writes the packets of a collection in the order they came', async () => {
    await catalog.create('documents');
    const written = ['1', '3', '2'].map((position) => thread.write(packet(position, ['a', position])));
    expect(await Promise.all(written)).toEqual([true, true, true]);
    expect(await stored()).toEqual([at('1', '1'), at('2', '2'), at('3', '3'), at('3', 'a')]);
  });

  it('writes nothing of what was encoded for indexes that have changed since', async () => {
    await catalog.create('documents');
    const outdated = packet('1', ['a']);
    await environment.transaction(() => catalog.declare('documents', [{ fields: { n: 1 } }], false));
    expect(await thread.write(outdated)).toBe(false);
    expect(await thread.write(packet('1', ['b']))).toBe(true);
    expect(idsOf(await stored())).toEqual(['b']);
  });

  it('tells of a packet that it can make nothing of, writes nothing of it, and goes on', async () => {
    await catalog.create('documents');
    const whole = packet('1', ['a', 'b']);
    const torn = { ...whole, bytes: Uint8Array.from([...whole.bytes, 0]) };
    await expect(thread.write(torn)).rejects.toBeInstanceOf(ReadStoreError);
    expect(await thread.write(packet('2', ['c']))).toBe(true);
    expect(idsOf(await stored())).toEqual(['c']);
  });

  it('writes what waits before it ends, and takes nothing more', async () => {
    await catalog.create('documents');
    const waiting = ['1', '2', '3'].map((position) => thread.write(packet(position, [position])));
    await thread.close();
    expect(await Promise.all(waiting)).toEqual([true, true, true]);
    await expect(thread.write(packet('4', ['4']))).rejects.toBeInstanceOf(ReadStoreError);
    expect(idsOf(await stored())).toEqual(['1', '2', '3']);
  });
});
