import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withCommandClient } from '../../apps/cli/commands.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { importFile, type ImportResult } from '../../libs/importing/importer.js';
import { parseMapping } from '../../libs/importing/mapping.schema.js';
import { HttpCommandClient, ServiceFailedError } from '../../libs/platform/index.js';
import { dossier } from '../cli/run-cli.js';
import { ServiceProcess } from '../support/service.process.js';
import { tokenFor } from '../support/tokens.js';
import { configOf, logOf } from './import-into.js';

const MINUTES = 60_000;
const CLIENT = 'import';
const ROWS = 1_000;

const MAPPING = `
name: shop
input: { format: csv }
commands:
  - command: RegisterCustomer
    once: '{customer}'
    id: { derivedId: [shop, '{customer}'] }
    body: { kind: person, name: '{customer}', occurredAt: 2026-01-01T00:00:00Z }
  - command: PlaceOrder
    id: { derivedId: [order, '{order}'] }
    body:
      customerId: { derivedId: [shop, '{customer}'] }
      currency: EUR
      lines: [{ product: '{product}', quantity: 1, amount: { column: euros, as: amount, currency: EUR } }]
      occurredAt: { column: day, as: instant }
  - command: RefundOrder
    when: { column: refund, present: true }
    id: { derivedId: [order, '{order}'] }
    body: { amount: { column: refund, as: amount, currency: EUR }, occurredAt: { column: day, as: instant } }
`;

/** Some rows are refused: by the mapping, by validation, by the domain. */
const row = (number: number): string => {
  const product = number % 50 === 7 ? 'x'.repeat(201) : 'Tea';
  const euros = number % 50 === 8 ? 'free' : '2.50';
  const refund = number % 50 === 9 ? '3.00' : number % 10 === 0 ? '1.00' : '';
  return `Customer ${number % 200},${number},${product},2026-01-02,${euros},${refund}`;
};

describe('an import over HTTP', () => {
  let file: string;
  let mapping: string;
  let service: ServiceProcess | undefined;

  beforeAll(async () => {
    const folder = temporaryFolder();
    [file, mapping] = [join(folder, 'orders.csv'), join(folder, 'shop.yaml')];
    await writeFile(mapping, MAPPING);
    const rows = Array.from({ length: ROWS }, (_, index) => row(index));
    await writeFile(file, ['customer,order,product,day,euros,refund', ...rows, ''].join('\n'));
  });
  afterEach(async () => {
    await service?.kill();
    service = undefined;
  });

  /** With the refused rows in the order of the file. */
  const imported = async (
    folder: string,
    url: string | undefined,
    onProgress: (rows: number) => void = () => undefined,
  ): Promise<{ result: ImportResult; refused: unknown[] }> => {
    const refusedFile = join(folder, 'refused.ndjson');
    const service =
      url === undefined ? undefined : { url, token: await tokenFor(folder, { client: CLIENT }) };
    const result = await withCommandClient(service, configOf(folder), CLIENT, (client, { types: commands }) =>
      importFile({
        file,
        mapping: parseMapping('shop.yaml', MAPPING),
        commands,
        client,
        refusedFile,
        onProgress: ({ rows }) => {
          onProgress(rows);
        },
      }),
    );
    const lines = (await readFile(refusedFile, 'utf8')).trimEnd().split('\n');
    const refused = lines
      .map((line) => JSON.parse(line) as { line: number })
      .sort((one, other) => one.line - other.line);
    return { result: { ...result, refusedFile: null }, refused };
  };

  it(
    'has the results, refusals and events of one in process, also done again',
    async () => {
      const [here, there] = [temporaryFolder(), temporaryFolder()];
      service = await ServiceProcess.start('command-api', there);
      const inProcess = await imported(here, undefined);
      expect(await imported(there, service.address)).toEqual(inProcess);
      expect(inProcess.result.refused).toBe((3 * ROWS) / 50);
      expect(await imported(there, service.address)).toEqual(await imported(here, undefined));
      await service.stop();
      expect(await logOf(there)).toEqual(await logOf(here));
    },
    3 * MINUTES,
  );

  it(
    'goes on by itself when the service is killed and started again, and brings in nothing twice',
    async () => {
      const [here, there] = [temporaryFolder(), temporaryFolder()];
      const expected = await imported(here, undefined);
      service = await ServiceProcess.start('command-api', there);
      const { address } = service;
      let restarted: Promise<ServiceProcess> | undefined;
      const { result, refused } = await imported(there, address, (rows) => {
        if (rows < ROWS / 2 || restarted) return;
        restarted = (service?.kill() ?? Promise.resolve()).then(() =>
          ServiceProcess.start('command-api', there, { DOSSIER_PORT: new URL(address).port }),
        );
      });
      service = await restarted;
      expect(refused).toEqual(expected.refused);
      expect(result.accepted + result.repeated).toBe(expected.result.accepted + expected.result.repeated);
      await service?.stop();
      expect(await logOf(there)).toEqual(await logOf(here));
    },
    3 * MINUTES,
  );

  it('gives up with a sentence when nothing answers', async () => {
    const client = new HttpCommandClient({
      url: 'http://127.0.0.1:9',
      attempts: 3,
      pause: () => Promise.resolve(),
    });
    const sent = client.send({ type: 'RegisterCustomer', key: 'a', data: {} });
    await expect(sent).rejects.toThrow(ServiceFailedError);
    await expect(sent).rejects.toThrow(/did not answer in 3 attempts .* takes effect once/);
  });

  it(
    'is what dossier import --url does, and dossier demo --url asks the service',
    async () => {
      const folder = temporaryFolder();
      service = await ServiceProcess.start('standalone', folder);
      const refusedFile = join(folder, 'refused.ndjson');
      const url = ['--url', service.address, '--token', await tokenFor(folder)];
      const run = await dossier(
        ...['import', file, '--mapping', mapping, '--refused', refusedFile, '--json', ...url],
      );
      expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 3, stderr: '' });
      expect(JSON.parse(run.stdout)).toMatchObject({ rows: ROWS, repeated: 0, refused: (3 * ROWS) / 50 });
      const demo = await dossier('demo', '--customers', '20', '--json', ...url);
      expect({ code: demo.code, stderr: demo.stderr }).toEqual({ code: 0, stderr: '' });
      const shown = JSON.parse(demo.stdout) as { reports: { path: string; answer: object }[] };
      expect(shown).toMatchObject({ customers: 20, repeated: 0, refused: 0 });
      expect(shown.reports).toHaveLength(7);
      const nowhere = await dossier(
        ...['import', file, '--mapping', mapping, '--url', `${service.address}/x`],
      );
      expect(nowhere).toMatchObject({ code: 1 });
      expect(nowhere.stderr).toMatch(/^dossier: .*\/x answered 404: .*\n$/);
    },
    3 * MINUTES,
  );
});
