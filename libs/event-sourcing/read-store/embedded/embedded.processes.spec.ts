import { beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { exitOf, onLine, spawnTs } from '../../../../test/support/spawn-ts.js';
import { until } from '../../../../test/support/until.js';
import { FolderTakenError } from '../../embedded-folder/folder-lock.js';
import { type PositionedDocument, type StoredDocument } from '../read-store.port.js';
import { EmbeddedReadStore } from './embedded.read-store.js';

interface Batched extends PositionedDocument {
  readonly batch: number;
  readonly tags: readonly string[];
}

const REGISTER = new URL('../../../../test/support/register-ts.mjs', import.meta.url);
const WRITER = new URL('../../../../test/processes/read-store-writer.ts', import.meta.url);

/** Runs a program to its end, which is a failure when it lasts too long. */
const ended = (program: string, args: readonly string[]) =>
  new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(program, args, { timeout: 30_000, killSignal: 'SIGKILL' }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });

describe('The embedded read store among processes', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
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
    for (const batches of [3, 10, 25]) {
      const acknowledged = await killWriterAfter(batches);
      const store = await EmbeddedReadStore.open(folder);
      const documents = store.collection<Batched>('documents');
      const checkpoints = store.collection<StoredDocument & { batch: number }>('checkpoints');
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
      await store.close();
    }
  }, 60_000);

  it('is read while another process writes, which is the only one that may', async () => {
    const writer = spawnTs(WRITER, [folder]);
    const acknowledged: number[] = [];
    onLine(writer, (line) => {
      acknowledged.push(Number(line));
    });
    try {
      await until('a batch', () => acknowledged.length > 0);
      const opening = EmbeddedReadStore.open(folder);
      await expect(opening).rejects.toThrow(FolderTakenError);
      await expect(opening).rejects.toThrow(`process ${writer.pid ?? 0} writes to ${folder}`);

      const reader = await EmbeddedReadStore.open(folder, { readOnly: true });
      const checkpoints = reader.collection<StoredDocument & { batch: number }>('checkpoints');
      for (const more of [1, 2, 3]) {
        const before = acknowledged.at(-1) ?? 0;
        const [checkpoint] = await checkpoints.get(['documents']);
        expect(checkpoint?.batch).toBeGreaterThanOrEqual(before);
        await until(`batch ${more}`, () => (acknowledged.at(-1) ?? 0) > before);
      }
      const update = checkpoints.updateOne({ _id: 'documents' }, { $set: { batch: 0 } });
      await expect(update).rejects.toThrow('open for reading alone');
      const write = reader.collection('documents').writeIfNewer([{ _id: 'id-1', _position: '9' }]);
      await expect(write).rejects.toThrow('open for reading alone');
      await reader.close();
    } finally {
      writer.kill('SIGKILL');
      await exitOf(writer);
    }
  }, 60_000);

  it('tells of a disk that is full by an error, and keeps what was acknowledged', async () => {
    // A limit on the size of files is a full disk to those who write.
    const limited = ['ulimit -f 96 && exec "$@"', 'sh', process.execPath, '--import', REGISTER.href];
    const { stdout, stderr, code } = await ended('bash', ['-c', ...limited, fileURLToPath(WRITER), folder]);
    expect(stderr).toContain("ReadStoreError: The read store can't be written: is its disk full?");
    expect(code).toBe(1);
    const store = await EmbeddedReadStore.open(folder);
    const [checkpoint] = await store
      .collection<StoredDocument & { batch: number }>('checkpoints')
      .get(['documents']);
    await store.close();
    expect(checkpoint?.batch ?? 0).toBeGreaterThanOrEqual(Number(stdout.trim().split('\n').at(-1)));
  }, 60_000);
});
