import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InProcessService } from '../../test/support/in-process.service.js';
import { example } from './example.js';
import { Dossier, DossierProblem } from './index.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 60_000;
const folder = join('clients', 'typescript');

type Send = (request: Request) => Promise<Response>;

describe('the client for TypeScript', () => {
  let service: InProcessService;
  let address: string;
  let token: string;

  beforeAll(async () => {
    service = await InProcessService.start();
    ({ address } = await service.listen());
    token = service.authorization.authorization?.replace('Bearer ', '') ?? '';
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  /** A client whose first requests go to `failures`, one each, and which notes keys and pauses. */
  const unlucky = (...failures: readonly Send[]) => {
    const keys: (string | null)[] = [];
    const pauses: number[] = [];
    const dossier = new Dossier({
      address,
      token,
      fetch: (input) => {
        const request = new Request(input);
        const failure = failures[keys.length];
        keys.push(request.headers.get('Idempotency-Key'));
        return failure ? failure(request) : fetch(request);
      },
      pause: (milliseconds) => {
        pauses.push(milliseconds);
        return Promise.resolve();
      },
    });
    return { dossier, keys, pauses };
  };

  const lost: Send = async (request) => {
    await fetch(request);
    throw new TypeError('fetch failed');
  };
  const refused: Send = () => Promise.reject(new TypeError('fetch failed'));
  const answering =
    (status: number, headers: Record<string, string> = {}): Send =>
    () =>
      Promise.resolve(new Response('{}', { status, headers }));

  it(
    'does what its README shows, and reads back what it wrote',
    async () => {
      const { customer, deal, orderOfWin, order } = await example(address, token);
      expect(customer).toMatchObject({ name: 'Ada Lovelace', interactions: 1 });
      expect(deal).toMatchObject({ status: 'won', probability: 1, orderId: orderOfWin });
      expect(order).toMatchObject({ gross: 8_990, refunded: 500, net: 8_490 });
    },
    LONG_TEST,
  );

  it('has the example in its README, in 60 lines at most', () => {
    const code = readFileSync(join(folder, 'example.ts'), 'utf8');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\``);
    expect(code.split('\n').length).toBeLessThanOrEqual(61);
  });

  it('sends a command again under one key, so that it takes effect once', async () => {
    const { dossier, keys, pauses } = unlucky(lost, refused, answering(503), answering(429));
    const answer = await dossier.registerCustomer({ body: { kind: 'person', name: 'Charles' } });
    expect(answer.outcome).toBe('repeated');
    expect(keys).toHaveLength(5);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toEqual(expect.any(String));
    expect(pauses).toHaveLength(4);
    expect(pauses[3]).toBeGreaterThan(pauses[0] ?? 0);
  });

  it('keeps the key that the caller gives, and sends none with a query', async () => {
    const { dossier, keys } = unlucky();
    const headers = { 'Idempotency-Key': 'mine' };
    await dossier.registerCustomer({ headers, body: { kind: 'person', name: 'Mary' } });
    await dossier.listCustomers();
    expect(keys).toEqual(['mine', null]);
  });

  it('waits as long as it is asked to, within its bound', async () => {
    const { dossier, pauses } = unlucky(
      answering(503, { 'Retry-After': '3' }),
      answering(503, { 'Retry-After': '3600' }),
    );
    await dossier.listCustomers();
    expect(pauses).toEqual([3_000, 5_000]);
  });

  it('gives up after its last attempt, and throws refusals by their codes', async () => {
    const { dossier, keys } = unlucky(...Array.from({ length: 6 }, () => refused));
    await expect(dossier.listCustomers()).rejects.toThrow('fetch failed');
    expect(keys).toHaveLength(6);
    const nobody = dossier.getCustomer({ path: { id: '00000000-0000-4000-8000-000000000000' } });
    await expect(nobody).rejects.toMatchObject({ code: 'customer-not-found' });
    await expect(nobody).rejects.toBeInstanceOf(DossierProblem);
  });
});
