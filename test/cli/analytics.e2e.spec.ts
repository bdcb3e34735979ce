import { beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DefinedSegmentAnswer } from '../../libs/analytics/segments/defined/defined-segments.answers.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { dossier } from './run-cli.js';

const MINUTES = 120_000;

const MAPPING = `
name: shop
input: { format: csv }
commands:
  - command: RegisterCustomer
    once: '{customer}'
    id: { derivedId: [shop, '{customer}'] }
    body: { kind: person, name: '{customer}', region: '{region}', occurredAt: 2026-01-01T00:00:00Z }
  - command: PlaceOrder
    body:
      customerId: { derivedId: [shop, '{customer}'] }
      currency: EUR
      lines: [{ product: Tea, quantity: 1, amount: { column: euros, as: amount, currency: EUR } }]
      occurredAt: { column: day, as: instant }
`;

const ROWS = `customer,region,day,euros
Ada,North,2026-01-02,1.50
Lin,South,2026-01-03,3.00
Ada,North,2026-02-04,2.25
`;

let folder: string;
let data: readonly string[];

beforeAll(async () => {
  folder = temporaryFolder();
  data = ['--data', join(folder, 'data')];
  const [rows, mapping] = [join(folder, 'orders.csv'), join(folder, 'shop.yaml')];
  await writeFile(mapping, MAPPING);
  await writeFile(rows, ROWS);
  await dossier('import', rows, '--mapping', mapping, ...data);
}, MINUTES);

const segments = (...args: readonly string[]) => dossier('analytics', 'segments', ...args, ...data);

describe('dossier analytics segments', () => {
  let id = '';

  it(
    'defines a segment by a file of conditions, and lists its members',
    async () => {
      const file = join(folder, 'north.json');
      await writeFile(file, JSON.stringify([{ allOf: [{ field: 'region', in: ['North'] }] }]));
      const made = await segments('define', 'northern', '--file', file, '--json');
      ({ id } = JSON.parse(made.stdout) as DefinedSegmentAnswer);
      const { code, stdout } = await segments('members', id, '--as-of', '2026-01-31');
      expect(code).toBe(0);
      expect(stdout).toMatch(/Ada +│ +1 │ +1\.50 EUR/);
      expect(stdout).not.toContain('Lin');
      expect(stdout).toContain('1 member of northern as of 2026-01-31, UTC: 1 orders');
    },
    MINUTES,
  );

  it(
    'retires it, and says in its history who did',
    async () => {
      const retired = await segments('retire', id, '--reason', 'done');
      expect(retired.stdout).toMatch(/defined .* local[^]*retired .* local/);
      const refused = await segments('members', id);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('northern is retired') });
    },
    MINUTES,
  );

  it(
    'says in one sentence what is wrong with a file',
    async () => {
      const refused = await segments('define', 'southern', '--file', join(folder, 'nowhere.json'));
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/nowhere.json can't be read/) });
    },
    MINUTES,
  );
});

describe('dossier analytics report', () => {
  const report = (...args: readonly string[]) => dossier('analytics', 'report', ...args, ...data);

  it(
    'draws a bar beside each period, and none in CSV',
    async () => {
      const shown = await report('purchases', 'groupBy=month', '--as-of', '2026-02-28');
      expect(shown.stdout).toMatch(/2026-01 .* ████████████████ │\n.*2026-02 .* ████████ +│/);
      const csv = await report('purchases', 'groupBy=month', '--as-of', '2026-02-28', '--csv');
      expect(csv.stdout).not.toContain('█');
    },
    MINUTES,
  );

  it(
    'shows amounts in units of the currency, the total below, and no empty column',
    async () => {
      const { stdout } = await report('purchases', 'groupBy=region', '--as-of', '2026-02-28');
      expect(stdout).toMatch(/│ North │ .* 3\.75 │[^]*│ South │ .* 3\.00 │[^]*│ all +│ .* 6\.75 │/);
      expect(stdout).not.toContain('thenKey');
    },
    MINUTES,
  );

  it(
    'shows a distribution as percentiles, highest values and bins, in units of the currency where it is of amounts',
    async () => {
      const ofSpend = await report('distributions', 'of=spend', 'bins=2', '--as-of', '2026-02-28');
      expect(ofSpend.stdout).toMatch(
        /percentiles:\n[^]*│ +50 │ +3\.38 │ EUR[^]*\ntop:\n[^]*│ +20 │ +1 │ 3\.75 │[^]*\nhistogram:\n[^]*│ +3\.00 │ +3\.37 │ +1 │ .*████/,
      );
      const ofOrders = await report('distributions', 'of=orders', '--as-of', '2026-02-28');
      expect(ofOrders.stdout).toMatch(/percentiles:\n[^]*│ +50 │ +1\.5 │ EUR/);
    },
    MINUTES,
  );

  it(
    'takes filters and days as options, and prints the CSV of the service with them',
    async () => {
      const asked = ['--region', 'North', '--from', '2026-02-01', '--as-of', '2026-02-28'];
      const shown = await report('rfm', ...asked.slice(0, 2), '--as-of', '2026-02-28');
      expect(shown.stdout).toMatch(/Ada .* 3\.75/);
      expect(shown.stdout).not.toContain('Lin');
      expect(shown.stdout).toContain('1 in all');
      const { stdout } = await report('customers', ...asked, '--csv');
      const [head = '', row = '', ...others] = stdout.trimEnd().split('\r\n');
      expect(head).toMatch(/^customerId,frequency.orders,.*spend.net/);
      expect(row).toMatch(/,1,1,.*,EUR,225,0,225,225,/);
      expect(others).toEqual([]);
    },
    MINUTES,
  );

  it(
    'says in words that there is nothing, and shows who moved below how many',
    async () => {
      const none = await report('customers', '--region', 'West', '--as-of', '2026-02-28');
      expect(none.stdout).toMatch(/^Nothing was found\.\nas of 2026-02-28/);
      const moves = await report('segments/moves', '--from', '2026-01-02', '--as-of', '2026-02-28');
      expect(moves.stdout).toMatch(/^matrix:\n[^]*\nmoved:\n[^]*Lin/);
    },
    MINUTES,
  );

  it(
    'says below a list of customers what day it is of',
    async () => {
      const shown = await report('customers', 'sort=-spend', '--as-of', '2026-02-28');
      expect(shown.stdout).toMatch(/as of 2026-02-28, UTC, at position \d+/);
    },
    MINUTES,
  );
});
