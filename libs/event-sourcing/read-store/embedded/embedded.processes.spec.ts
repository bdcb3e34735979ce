import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitOf, onLine, spawnTs } from '../../../../test/support/spawn-ts.js';
import { type PositionedDocument, type StoredDocument } from '../read-store.port.js';
import { EmbeddedReadStore } from './embedded.read-store.js';

interface Batched extends PositionedDocument {
  readonly batch: number;
  readonly tags: readonly string[];
}

const WRITER = new URL('../../../../test/processes/read-store-writer.ts', import.meta.url);

describe('The embedded read store, used by several processes,', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dossier-read-store-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  /** Runs a writer until it has acknowledged this many more batches, then kills it. The last one acknowledged. */
  async function killWriterAfter(batches: number): Promise<number> {
    const writer = spawnTs(WRITER, [folder]);
    const acknowledged: number[] = [];
    onLine(writer, (line) => {
      acknowledged.push(Number(line));
      if (acknowledged.length === batches) writer.kill('SIGKILL');
    });
    await exitOf(writer);
    return acknowledged.at(-1) ?? 0;
  }

  it('keeps all that was acknowledged to one that was killed, and no checkpoint newer than its documents', async () => {
    const store = await EmbeddedReadStore.open(folder);
    const documents = store.collection<Batched>('documents');
    const checkpoints = store.collection<StoredDocument & { batch: number }>('checkpoints');
    for (const batches of [3, 10, 25]) {
      const acknowledged = await killWriterAfter(batches);
      const [checkpoint] = await checkpoints.get(['documents']);
      const found = await documents.find({});
      const indexed = await documents.find({ batch: { $gte: 1 } }, { sort: { batch: 1 } });
      const tagged = await documents.explain({ tags: 'all' });
      expect(checkpoint?.batch).toBeGreaterThanOrEqual(acknowledged);
      expect(found).toHaveLength(40);
      expect(Math.min(...found.map(({ batch }) => batch))).toBeGreaterThanOrEqual(
        checkpoint?.batch ?? Infinity,
      );
      expect(indexed.map(({ _id }) => _id).sort()).toEqual(found.map(({ _id }) => _id).sort());
      expect(tagged).toMatchObject({ index: ['tags', 'batch'], examined: 40, returned: 40 });
    }
    await store.close();
  }, 60_000);
});
