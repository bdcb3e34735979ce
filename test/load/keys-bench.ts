import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
const run = async (name: string, add: (db: any, env: any, key: string) => Promise<unknown>) => {
  const env = open({
    path: mkdtempSync(join(tmpdir(), 'kb-')),
    noSubdir: false,
    overlappingSync: false,
    eventTurnBatching: false,
    encoding: 'json',
  });
  const db = env.openDB('keys', { encoding: 'json' });
  let n = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (performance.now() - start < 3000) {
        n += 1;
        await add(db, env, `customer ${n}`);
      }
    }),
  );
  console.log(name, Math.round(n / 3), '/s');
  await env.close();
};
const w = { wrapped: 'x'.repeat(80) };
await run('transaction', (db, env, k) =>
  env.transaction(() => {
    if (db.get(k)) return;
    void db.put(k, w);
  }),
);
await run('ifNoExists', (db, _e, k) =>
  db.ifNoExists(k, () => {
    void db.put(k, w);
  }),
);
await run('putNoOverwrite?', (db, _e, k) => db.put(k, w));
