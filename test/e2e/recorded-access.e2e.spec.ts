import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  checkedHash,
  type EventStore,
  EventStoreUnavailableError,
  GENESIS,
} from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { type Scope, scopes } from '../../libs/platform/index.js';
import { type RequestHeaders } from '../support/http.client.js';
import { InProcessService } from '../support/in-process.service.js';
import { until } from '../support/until.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 60_000;
const CSV = { accept: 'text/csv' };
const NDJSON = { accept: 'application/x-ndjson' };
/** More than fit on one page, and in one record. */
const MANY = 205;

interface Shown {
  readonly looks: readonly { readonly customerIds: readonly string[]; readonly correlationId: string }[];
}

interface Access {
  readonly position: string;
  readonly actor: string;
  readonly client: string;
  readonly operation: string;
  readonly correlationId: string;
  readonly customerIds: readonly string[];
}

describe('who sees personal data', () => {
  let service: InProcessService;
  let store: EventStore;
  let ada: string;
  let visits = 0;

  beforeAll(async () => {
    service = await InProcessService.start();
    store = service.app.get<EventStore>(EVENT_STORE);
    ada = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada Lovelace' });
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** The headers of a caller with every scope but this one. */
  const without = (withheld: Scope): Promise<RequestHeaders> =>
    service.as(
      'carol',
      'back-office',
      scopes.filter((scope) => scope !== withheld),
    );
  const newVisit = () => ({ 'correlation-id': `visit-${++visits}` });
  const looksOf = async (correlationId: string) => {
    const all = await store.readAll({ limit: 10_000 });
    return all
      .filter(({ type }) => type === 'PersonalDataShown')
      .flatMap(({ stream, data }) => (data as unknown as Shown).looks.map((look) => ({ stream, look })))
      .filter(({ look }) => look.correlationId === correlationId);
  };
  const accesses = async (query: string): Promise<readonly Access[]> =>
    (await service.get(`/v1/audit/access?${query}`)).json<{ items: readonly Access[] }>().items;

  /** Asks, and returns what was recorded of it. */
  const recordedOf = async (path: string, headers: RequestHeaders = {}) => {
    const visit = newVisit();
    const answer = await service.get(path, { ...visit, ...headers });
    expect(answer.status).toBe(200);
    return (await looksOf(visit['correlation-id'])).map(({ look }) => look);
  };

  it('is recorded with the customer, the operation and the caller', async () => {
    const visit = newVisit();
    await service.get(`/v1/customers/${ada}`, { ...visit, ...(await without('crm:admin')) });
    const of = () => accesses(`customerId=${ada}&actor=carol`);
    await until('the record to be listed', async () => (await of()).length > 0);
    expect((await of())[0]).toMatchObject({
      actor: 'carol',
      client: 'back-office',
      operation: 'getCustomer',
      correlationId: visit['correlation-id'],
      customerIds: [ada],
    });
  });

  it.each([
    ['getTimeline', (id: string) => `/v1/customers/${id}/timeline`],
    ['getHistory', (id: string) => `/v1/audit/customers/${id}/history`],
    ['getState', (id: string) => `/v1/audit/customers/${id}/state`],
    ['listCustomers', () => '/v1/customers?limit=1'],
  ])('is recorded by %s', async (operation, path) => {
    const by = { id: 'tester', service: 'tests' };
    const look = { customerIds: [ada], operation, by, correlationId: expect.any(String) };
    expect(await recordedOf(path(ada))).toEqual([look]);
  });

  it('is recorded of the history of a stream, by the customer that its events name', async () => {
    const deal = await service.accepted('/v1/deals', {
      customerId: ada,
      name: 'An engine',
      currency: 'EUR',
      amount: 5,
    });
    expect(await recordedOf(`/v1/audit/deals/${deal}/history`)).toEqual([
      expect.objectContaining({ customerIds: [ada], operation: 'getDealHistory' }),
    ]);
  });

  it('is recorded by the deal, as long as no customer is known of it', async () => {
    const deal = await service.accepted('/v1/deals', { name: 'An engine', currency: 'EUR', amount: 5 });
    const shown = (operation: string) => [expect.objectContaining({ customerIds: [deal], operation })];
    expect(await recordedOf(`/v1/deals/${deal}`)).toEqual(shown('getDeal'));
    expect(await recordedOf(`/v1/audit/deals/${deal}/history`)).toEqual(shown('getDealHistory'));
  });

  it('is not recorded of an answer that the caller has already', async () => {
    const path = `/v1/customers/${ada}`;
    const etag = String((await service.get(path)).headers.etag);
    const visit = newVisit();
    const answer = await service.get(path, { ...visit, 'if-none-match': etag });
    expect(answer.status).toBe(304);
    expect(await looksOf(visit['correlation-id'])).toEqual([]);
    expect(await recordedOf(path, { 'if-none-match': '"none"' })).toHaveLength(1);
  });

  it('is recorded of rows and lines', async () => {
    const shown = [expect.objectContaining({ customerIds: [ada] })];
    expect(await recordedOf(`/v1/customers/${ada}/timeline`, CSV)).toEqual(shown);
    expect(await recordedOf(`/v1/audit/customers/${ada}/history`, NDJSON)).toEqual(shown);
  });

  it('is not recorded where nothing is shown', async () => {
    const order = await service.accepted('/v1/orders', {
      customerId: ada,
      currency: 'EUR',
      lines: [{ product: 'Pen', quantity: 1, amount: 100 }],
    });
    expect(await recordedOf(`/v1/orders/${order}`)).toEqual([]);
    expect(await recordedOf(`/v1/customers/${ada}`, await without('pii:read'))).toEqual([]);
    expect(await recordedOf(`/v1/audit/access?customerId=${ada}`)).toEqual([]);
    expect(await recordedOf('/v1/customers?name=nobody')).toEqual([]);
  });

  it('is stored before the answer is sent', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const append = store.append.bind(store);
    const appending = jest.spyOn(store, 'append').mockImplementation(async (...args) => {
      await released;
      return append(...args);
    });
    let answered = false;
    const answer = service.get(`/v1/customers/${ada}`).finally(() => (answered = true));
    await until('the record to be on its way', () => Promise.resolve(appending.mock.calls.length > 0));
    expect(answered).toBe(false);
    release();
    expect((await answer).status).toBe(200);
  });

  it.each([{}, CSV])('is nobody, where it can’t be stored: %j', async (headers) => {
    jest.spyOn(store, 'append').mockRejectedValue(new EventStoreUnavailableError('down'));
    for (const path of ['/v1/customers', `/v1/customers/${ada}/timeline`]) {
      const refused = await service.get(path, headers);
      expect({ status: refused.status, code: refused.json().code }).toEqual({
        status: 503,
        code: 'access-not-recorded',
      });
      expect(refused.text).not.toContain('Ada');
    }
  });

  it('stands in streams of its own, chained, and in no history', async () => {
    const visit = newVisit();
    await service.get(`/v1/customers/${ada}`, visit);
    const [recorded] = await looksOf(visit['correlation-id']);
    expect(recorded?.stream).toMatch(/^access-\d{4}-\d\d-\d\d-/);
    const stream = await store.readStream(recorded?.stream ?? '');
    stream.reduce(checkedHash, GENESIS);
    for (const path of [`/v1/audit/customers/${ada}/history`, `/v1/customers/${ada}/timeline`]) {
      const { items } = (await service.get(path)).json<{ items: readonly { type: string }[] }>();
      expect(items.map(({ type }) => type)).not.toContain('PersonalDataShown');
    }
  });

  it(
    'is recorded page by page of a long list, and listed in pages, the latest first',
    async () => {
      for (let index = 0; index < MANY; index += 1)
        await service.accepted('/v1/customers', { kind: 'person', name: `Customer ${index}` });
      const recorded = await recordedOf('/v1/customers', NDJSON);
      expect(recorded.map(({ customerIds }) => customerIds.length)).toEqual([200, MANY + 1 - 200]);

      const position = String(await store.head());
      const at = { 'dossier-min-position': position };
      const page = async (cursor: string) => {
        const found = await service.get(`/v1/audit/access?customerId=${ada}&limit=2${cursor}`, at);
        return found.json<{ items: readonly Access[]; nextCursor?: string; logPosition: string }>();
      };
      const visited: Access[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const { items, nextCursor } = await page(cursor);
        visited.push(...items);
        cursor = nextCursor === undefined ? undefined : `&cursor=${nextCursor}`;
      }
      const positions = visited.map((each) => each.position);
      expect(positions.length).toBeGreaterThan(4);
      expect(positions).toEqual([...positions].sort().reverse());
      expect(new Set(visited.map((each) => JSON.stringify(each))).size).toBe(visited.length);
      expect(await accesses('before=2020-01-01T00:00:00Z')).toEqual([]);
      expect((await accesses('from=2020-01-01T00:00:00Z&limit=3')).length).toBe(3);
    },
    LONG_TEST,
  );
});
