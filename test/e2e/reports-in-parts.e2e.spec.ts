import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BaseReports } from '../../libs/analytics/threads/base-reports.js';
import { type EventStore, EventStoreUnavailableError } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { AnswerInParts, scopes } from '../../libs/platform/index.js';
import { type RequestHeaders } from '../support/http.client.js';
import { InProcessService } from '../support/in-process.service.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 60_000;
/** More than one part holds. */
const MANY = 205;
const PART = 200;

const questions = [
  'purchases?groupBy=day&emptyPeriods=true&compareTo=previous',
  'cohorts?period=day&periods=400',
  'sales?groupBy=customer',
  'pipeline?groupBy=customer',
];
const representations = ['application/json', 'text/csv', 'application/x-ndjson'];

interface Shown {
  readonly looks: readonly { readonly customerIds: readonly string[]; readonly correlationId: string }[];
}

describe('a report with a long list', () => {
  let service: InProcessService;
  let store: EventStore;
  let masked: RequestHeaders;

  beforeAll(async () => {
    service = await InProcessService.start({}, undefined, () => new Date('2024-06-30T12:00:00Z'));
    store = service.app.get<EventStore>(EVENT_STORE);
    masked = await service.as(
      'carol',
      'back-office',
      scopes.filter((scope) => scope !== 'pii:read'),
    );
    const occurredAt = '2020-01-01T10:00:00Z';
    const customers: string[] = [];
    for (let at = 0; at < MANY; at += 1)
      customers.push(
        await service.accepted('/v1/customers', { kind: 'person', name: `=Ada ${at}`, occurredAt }),
      );
    for (const customerId of customers)
      await service.accepted('/v1/deals', { customerId, currency: 'EUR', amount: 5, occurredAt });
    const lines = [{ product: 'Pen', quantity: 1, amount: 100 }];
    for (const [at, customerId] of customers.slice(0, 4).entries()) {
      const placed = { customerId, currency: 'EUR', lines, occurredAt: `202${at}-02-01T10:00:00Z` };
      await service.accepted('/v1/orders', placed);
    }
  }, LONG_TEST);

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(async () => {
    await service.stop();
  });

  /** Has reports come whole, as short ones do. */
  const comeWhole = () => {
    const reports = service.app.get(BaseReports, { strict: false });
    const inParts = reports.answerInParts.bind(reports);
    const lists: number[] = [];
    jest.spyOn(reports, 'answerInParts').mockImplementation(async (...asked) => {
      const answer = await inParts(...asked);
      lists.push(answer.lists.size);
      return new AnswerInParts(await answer.whole(), new Map());
    });
    return lists;
  };

  /** What is recorded of looks moves the log on. */
  const textOf = async (path: string, headers: RequestHeaders): Promise<string> => {
    const { status, text } = await service.get(`/v1/analytics/${path}`, headers);
    expect([path, status]).toEqual([path, 200]);
    return text.replace(/"logPosition":"[^"]*"/, '"logPosition":…');
  };

  it.each(questions.flatMap((path) => representations.map((accept) => [path, accept])))(
    '(%s) is by parts what it is as a whole (%s), masked and not',
    async (path, accept) => {
      for (const caller of [{}, masked]) {
        const byParts = await textOf(path, { accept, ...caller });
        const lists = comeWhole();
        expect(byParts).toBe(await textOf(path, { accept, ...caller }));
        expect(lists).toEqual([1]);
        jest.restoreAllMocks();
      }
    },
    LONG_TEST,
  );

  it.each(representations)('shows names to those alone who may see them (%s)', async (accept) => {
    const path = 'sales?groupBy=customer';
    const namesIn = (text: string) => new Set(text.match(/=Ada \d+/g));
    expect(namesIn(await textOf(path, { accept })).size).toBe(MANY);
    expect(namesIn(await textOf(path, { accept, ...masked })).size).toBe(0);
  });

  const looksOf = async (correlationId: string) =>
    (await store.readAll({ limit: 10_000 }))
      .filter(({ type }) => type === 'PersonalDataShown')
      .flatMap(({ data }) => (data as unknown as Shown).looks)
      .filter((look) => look.correlationId === correlationId);

  it.each(representations)('has the look at each part recorded (%s)', async (accept) => {
    const visit = `visit ${accept}`;
    await textOf('pipeline?groupBy=customer', { accept, 'correlation-id': visit });
    const looks = await looksOf(visit);
    expect(looks.map(({ customerIds }) => customerIds.length)).toEqual([PART, MANY - PART]);
    expect(new Set(looks.flatMap(({ customerIds }) => customerIds)).size).toBe(MANY);
  });

  it('is refused, and forgotten, where the look at its first part can’t be recorded', async () => {
    jest.spyOn(store, 'append').mockRejectedValue(new EventStoreUnavailableError('down'));
    // More than are read at once.
    for (let asked = 0; asked < 20; asked += 1) {
      const { status, text } = await service.get('/v1/analytics/sales?groupBy=customer');
      const refusal = expect.objectContaining({ code: 'access-not-recorded' });
      expect([status, JSON.parse(text)]).toEqual([503, refusal]);
      expect(text).not.toContain('Ada');
    }
  });

  it.each(representations)('breaks off before a part that can’t be recorded (%s)', async (accept) => {
    const { address, authorization } = await listening();
    const append = store.append.bind(store);
    let appends = 0;
    jest.spyOn(store, 'append').mockImplementation(async (...args) => {
      if (args[0].startsWith('access-') && (appends += 1) > 1) throw new EventStoreUnavailableError('down');
      return append(...args);
    });
    const visit = `broken ${accept}`;
    const headers = { ...authorization, accept, 'correlation-id': visit };
    const answer = await fetch(`${address}/v1/analytics/sales?groupBy=customer`, { headers });
    expect(answer.status).toBe(200);
    let text = '';
    const reading = async () => {
      for await (const piece of answer.body ?? []) text += Buffer.from(piece).toString();
    };
    await expect(reading()).rejects.toThrow();
    expect(new Set(text.match(/=Ada \d+/g)).size).toBe(PART);
    expect((await looksOf(visit)).map(({ customerIds }) => customerIds.length)).toEqual([PART]);
  });

  let client: ReturnType<InProcessService['listen']> | undefined;
  const listening = () => (client ??= service.listen());
});
