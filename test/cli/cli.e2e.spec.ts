import { beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openReadStore } from '../../libs/event-sourcing/open-stores.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { exitOf, onLine, spawnTs } from '../support/spawn-ts.js';
import { dossier, MAIN } from './run-cli.js';

/** In milliseconds: each run of the command line takes seconds on a busy machine. */
const LONG_TEST = 300_000;

const MAPPING = `
name: shop
input: { format: csv }
commands:
  - command: RegisterCustomer
    once: '{customer}'
    id: { derivedId: [shop, '{customer}'] }
    body: { kind: person, name: '{customer}', occurredAt: 2026-01-01T00:00:00Z }
  - command: PlaceOrder
    body:
      customerId: { derivedId: [shop, '{customer}'] }
      currency: EUR
      lines: [{ product: Tea, quantity: 1, amount: { column: euros, as: amount, currency: EUR } }]
      occurredAt: { column: day, as: instant }
`;

describe('dossier', () => {
  let folder: string;
  let data: readonly string[];
  let file: string;
  let mapping: string;
  beforeAll(async () => {
    folder = temporaryFolder();
    data = ['--data', join(folder, 'data')];
    [file, mapping] = [join(folder, 'orders.csv'), join(folder, 'shop.yaml')];
    await writeFile(mapping, MAPPING);
    await writeFile(
      file,
      'customer,day,euros\nAda,2026-01-02,1.50\nLin,2026-01-03,free\nAda,2026-01-04,2.25\n',
    );
  });

  it(
    'imports what it can, answers 3 when rows were refused, and says why',
    async () => {
      const run = await dossier('import', file, '--mapping', mapping, '--json', ...data);
      const refusedFile = `${file}.refused.ndjson`;
      expect({ ...run, stdout: JSON.parse(run.stdout) as unknown }).toEqual({
        code: 3,
        stdout: { rows: 3, commands: 3, accepted: 3, repeated: 0, refused: 1, refusedFile },
        stderr: '',
      });
      expect(JSON.parse(await readFile(refusedFile, 'utf8'))).toEqual({
        line: 3,
        row: { customer: 'Lin', day: '2026-01-03', euros: 'free' },
        reason: { code: 'row-invalid', message: 'euros "free" is not an amount in EUR' },
      });
    },
    LONG_TEST,
  );

  it(
    'imports the repaired file: what is in already is left alone',
    async () => {
      await writeFile(
        file,
        'customer,day,euros\nAda,2026-01-02,1.50\nLin,2026-01-03,3\nAda,2026-01-04,2.25\n',
      );
      const run = await dossier('import', file, '--mapping', mapping, ...data);
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toMatch(/accepted +│ +2 │\n.*repeated +│ +3 │/);
    },
    LONG_TEST,
  );

  it(
    'answers queries, in JSON for people and on one line for programs',
    async () => {
      const pretty = await dossier('get', '/v1/customers?name=ada', ...data);
      expect(pretty.code).toBe(0);
      expect(JSON.parse(pretty.stdout)).toMatchObject({ items: [{ name: 'Ada', kind: 'person' }] });
      const encoded = await dossier('get', '/v1/customers?name=%61da', ...data);
      // What was shown before has been recorded since: the end of the log has moved on.
      const items = ({ stdout }: { readonly stdout: string }) =>
        (JSON.parse(stdout) as { items: unknown }).items;
      expect(items(encoded)).toEqual(items(pretty));
      const seen = await dossier('access', '--actor', 'nobody', ...data);
      expect(seen.stdout).toBe('Nobody was shown any.\n');
      const path = '/v1/analytics/purchases?groupBy=month';
      const line = await dossier('get', path, '--json', ...data);
      expect(line.stdout.trimEnd().split('\n')).toHaveLength(1);
      expect(JSON.parse(line.stdout)).toMatchObject({ totals: [{ customers: 2, orders: 3, net: 675 }] });
    },
    LONG_TEST,
  );

  it(
    'prints a history with both times of each event and the command that it comes from',
    async () => {
      const found = await dossier('get', '/v1/customers?name=ada', ...data);
      const [ada] = (JSON.parse(found.stdout) as { items: { customerId: string }[] }).items;
      const whole = await dossier('history', ada?.customerId ?? '', '--json', ...data);
      const events = whole.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<'occurredAt' | 'recordedAt' | 'commandId', string>);
      expect(events).toHaveLength(3);
      const read = await dossier('history', ada?.customerId.toUpperCase() ?? '', ...data);
      const lines = read.stdout.split('\n');
      for (const [index, { occurredAt, recordedAt, commandId }] of events.entries()) {
        expect(lines[index]).toContain(occurredAt.slice(0, 19));
        expect(lines[index]).toContain(`recorded ${recordedAt.slice(0, 19)}`);
        expect(lines[index]).toContain(`command ${commandId}`);
      }
    },
    LONG_TEST,
  );

  it(
    'shows projections, and builds one anew',
    async () => {
      const status = await dossier('projections', 'status', '--json', ...data);
      const before = JSON.parse(status.stdout) as {
        name: string;
        build: number;
        position: string;
        lag: { events: number };
      }[];
      expect(before.length).toBeGreaterThan(5);
      expect(before.every(({ lag }) => lag.events === 0)).toBe(true);
      const { build = NaN, position } = before.find(({ name }) => name === 'directory') ?? {};
      const shown = await dossier('projections', 'status', ...data);
      expect(shown.stdout).toMatch(/projection .* position /);
      expect(shown.stdout).toMatch(new RegExp(`directory .* ${position} `));
      const rebuilt = await dossier('projections', 'rebuild', 'directory', '--json', ...data);
      expect(JSON.parse(rebuilt.stdout)).toContainEqual(
        expect.objectContaining({ name: 'directory', build: build + 1, role: 'active' }),
      );
      expect(await dossier('projections', 'rebuild', 'nothing', ...data)).toMatchObject({
        code: 1,
        stderr: 'dossier: there is no projection nothing; dossier projections status lists them\n',
      });
    },
    LONG_TEST,
  );

  it(
    'builds all projections anew',
    async () => {
      const buildsIn = (stdout: string) =>
        (JSON.parse(stdout) as { name: string; build: number; role: string }[])
          .filter(({ role }) => role === 'active')
          .map(({ name, build }) => ({ name, build }));
      const before = buildsIn((await dossier('projections', 'status', '--json', ...data)).stdout);
      const rebuilt = await dossier('projections', 'rebuild', '--all', '--json', ...data);
      expect(rebuilt.code).toBe(0);
      expect(buildsIn(rebuilt.stdout)).toEqual(before.map(({ name, build }) => ({ name, build: build + 1 })));
      for (const neither of [[], ['directory', '--all']])
        expect(await dossier('projections', 'rebuild', ...neither, ...data)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('name the projection to be built anew, or say --all'),
        });
    },
    LONG_TEST,
  );

  it(
    'compares read models with the log, and answers 4 when one differs',
    async () => {
      const verify = async (...args: readonly string[]) => {
        const { code, stdout } = await dossier('projections', 'verify', ...args, '--json', ...data);
        return { code, found: JSON.parse(stdout) as Record<string, unknown>[] };
      };
      const sound = await verify('--all');
      expect(sound.code).toBe(0);
      expect(sound.found.length).toBeGreaterThan(5);
      const directory = {
        projection: 'directory',
        compared: 2,
        differing: 0,
        differences: [],
        verdict: null,
      };
      expect(sound.found).toContainEqual(expect.objectContaining(directory));

      const store = await openReadStore(`embedded:${join(folder, 'data', 'read-models')}`, false);
      const names = await store.collectionNames();
      // The build that was replaced before may be there still.
      const builds = names.filter((name) => name.startsWith('directory@'));
      const serving = builds.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1);
      if (serving === undefined) throw new Error('there is no directory');
      const [ada] = await store.collection(serving).find({ name: 'Ada' });
      await store.collection(serving).updateOne({ _id: ada?._id ?? '' }, { $set: { name: 'Eve' } });
      await store.close();

      const differing = await verify('directory', '--sample', '10');
      expect(differing.code).toBe(4);
      const difference = { id: ada?._id, is: 'different', path: 'name' };
      expect(differing.found).toMatchObject([
        { projection: 'directory', differing: 1, differences: [difference] },
      ]);
      const shown = await dossier('projections', 'status', ...data);
      expect(shown.stdout).toContain('directory differs from the log in 1 of 2 documents compared');
    },
    LONG_TEST,
  );

  it(
    'serves, telling programs where in one line of JSON, and nothing else',
    async () => {
      const { PATH } = process.env;
      const child = spawnTs(MAIN, ['start', '--port', '0', '--json', ...data], { env: { PATH } });
      const lines: string[] = [];
      const first = new Promise<string>((printed) => {
        onLine(child, (line) => {
          lines.push(line);
          printed(line);
        });
      });
      try {
        const { address, docs } = JSON.parse(await first) as { address: string; docs: string };
        expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
        expect((await fetch(docs)).status).toBe(200);
        const asked = `${address}/v1/customers`;
        expect((await fetch(asked)).status).toBe(401);
        const { stdout: token } = await dossier('token', '--scopes', 'crm:read', ...data);
        const headers = { authorization: `Bearer ${token.trim()}` };
        expect((await fetch(asked, { headers })).status).toBe(200);
      } finally {
        child.kill('SIGTERM');
      }
      expect(await exitOf(child)).toEqual({ code: 0, signal: null });
      expect(lines).toHaveLength(1);
    },
    LONG_TEST,
  );

  it(
    'tells in one sentence what is wrong, and fails',
    async () => {
      const usage = await dossier('get');
      expect(usage).toMatchObject({ code: 2, stdout: '' });
      const query = await dossier('get', '/v1/nothing', ...data);
      expect(query).toMatchObject({ code: 1, stdout: '' });
      expect(query.stderr).toMatch(/^dossier: \/v1\/nothing: .*\n$/);
      const page = await dossier('get', '/metrics', ...data);
      expect(page.stderr).toBe("dossier: /metrics is no query: it doesn't answer in JSON\n");
      const reactions = await dossier('reactions', '--reaction', 'nothing', ...data);
      expect(reactions).toMatchObject({ code: 1, stdout: '' });
      expect(reactions.stderr).toBe(
        'dossier: /v1/reactions/refusals?limit=200&reaction=nothing: there is no reaction or timer nothing; there is external-id-claims, deal-orders, erasures, erasure-remains, stream-keys, ' +
          'retention, retention-remains, follow-ups-overdue\n',
      );
      const store = await dossier('get', '/v1/customers', '--data', file);
      expect(store).toMatchObject({ code: 1, stdout: '' });
      expect(store.stderr).toMatch(/^dossier: .*orders\.csv.*\n$/);
      const nowhere = await dossier('get', '/v1/customers', '--data', `${file}-nowhere`);
      expect(nowhere).toMatchObject({ code: 1, stdout: '' });
      expect(nowhere.stderr).toMatch(/^dossier: there is no event log in .*-nowhere\/events; .*\n$/);
      expect(existsSync(`${file}-nowhere`)).toBe(false);
      const mapping = await dossier('import', file, '--mapping', 'none.yaml', ...data);
      expect(mapping).toMatchObject({ code: 1, stdout: '' });
      expect(mapping.stderr).toMatch(/^dossier: the mapping none\.yaml can't be read: .*\n$/);
    },
    LONG_TEST,
  );

  it(
    'reads for several commands at once, when no service runs',
    async () => {
      const lists = ['customers', 'orders'].map((list) => dossier('get', `/v1/${list}`, '--json', ...data));
      const runs = await Promise.all([...lists, dossier('projections', 'status', '--json', ...data)]);
      expect(runs).toMatchObject(runs.map(() => ({ code: 0, stderr: '' })));
      const [{ customerId = '' } = {}] = (
        JSON.parse(runs[0]?.stdout ?? '{}') as { items: { customerId?: string }[] }
      ).items;
      const histories = await Promise.all(
        ['history', 'replay'].map((command) => dossier(command, customerId, '--json', ...data)),
      );
      expect(histories).toMatchObject(histories.map(() => ({ code: 0, stderr: '' })));
    },
    LONG_TEST,
  );

  it(
    'demonstrates itself',
    async () => {
      const run = await dossier('demo', '--customers', '40', '--json');
      expect(run).toMatchObject({ code: 0, stderr: '' });
      const shown = JSON.parse(run.stdout) as Record<'commands' | 'accepted' | 'repeated', number> & {
        reports: { path: string }[];
      };
      expect(shown.accepted + shown.repeated).toBe(shown.commands);
      expect(shown).toMatchObject({ customers: 40, refused: 0 });
      expect(shown.reports.map(({ path }) => path.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual([
        '/v1/customers?name=王&limit=5',
        '/v1/analytics/customers?sort=-spend&limit=5',
        '/v1/customers/ID/timeline?limit=8',
        '/v1/analytics/purchases?groupBy=category',
        '/v1/analytics/purchases?groupBy=quarter',
        '/v1/analytics/sales?groupBy=owner',
        '/v1/analytics/pipeline',
      ]);
    },
    LONG_TEST,
  );
});
