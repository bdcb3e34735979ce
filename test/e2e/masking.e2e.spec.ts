import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenAPIObject } from '@nestjs/swagger';
import { dossierContexts } from '../../apps/composition.js';
import { EventCodec, type EventStore } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { ofAll, scopes } from '../../libs/platform/index.js';
import { type RequestHeaders } from '../support/http.client.js';
import { InProcessService } from '../support/in-process.service.js';
import { MARKERS, PURPOSE, tellPersonalStory, type Told } from '../support/personal.story.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 120_000;
const LONG_AGO = '2020-01-01';
/** Parameters that must be given. */
const GIVEN: Readonly<Record<string, string>> = {
  purpose: PURPOSE,
  from: LONG_AGO,
  holdoutUntil: LONG_AGO,
  firstDay: LONG_AGO,
  lastDay: LONG_AGO,
};
/**
 * Those that need a fit of a model to the purchases of many, an erased customer, or streams that the story has none of; their
 * answers name nobody.
 */
const WITHOUT_ANSWER =
  /LifetimeValue|[pP]redict|getErasure|getCarryOut|exportCustomer|get(ExternalId|PrivacyStream|AnalyticsStream|Revocations?|Suppression)History/;
const MEDIA = ['application/json', 'text/csv', 'application/x-ndjson'];

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

interface Query {
  readonly operation: string;
  readonly url: string;
  readonly accept: string;
}

/** Each value of each parameter that is one of a few, or must be there. */
const queriesOf = ({ parameters = [] }: Operation): readonly string[] => {
  const query = parameters.flatMap((each) => ('$ref' in each || each.in !== 'query' ? [] : [each]));
  const valuesOf = ({ schema }: (typeof query)[number]): readonly string[] =>
    schema && !('$ref' in schema) && schema.enum ? (schema.enum as readonly string[]) : [];
  const required = query
    .filter((each) => each.required)
    .map((each) => `${each.name}=${valuesOf(each)[0] ?? GIVEN[each.name] ?? ''}`);
  const each = query.flatMap((one) =>
    valuesOf(one).map((value) => [
      ...required.filter((text) => !text.startsWith(`${one.name}=`)),
      `${one.name}=${value}`,
    ]),
  );
  return [required, ...each].map((parts) => parts.join('&'));
};

describe('personal data', () => {
  let service: InProcessService;
  let told: Told;
  let queries: readonly Query[];
  /** The headers of a caller with every scope but `pii:read`. */
  let masked: RequestHeaders;

  beforeAll(async () => {
    service = await InProcessService.start();
    const others = scopes.filter((scope) => scope !== 'pii:read');
    masked = await service.as('carol', 'back-office', others);
    told = await tellPersonalStory(service);
    const { paths } = (await service.get('/docs-json')).json<OpenAPIObject>();
    queries = Object.entries(paths).flatMap(([path, { get }]) => (get ? asked(path, get, told) : []));
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  const asked = (path: string, get: Operation, ids: Told): Query[] => {
    const paths = path.includes('{')
      ? Object.values(ids).map((id: string) => path.replaceAll(/\{\w+\}/g, id))
      : [path];
    const ok = get.responses['200'];
    const served = ok && !('$ref' in ok) ? Object.keys(ok.content ?? {}) : [];
    return paths.flatMap((each) =>
      queriesOf(get).flatMap((query) =>
        (served.length === 0 ? MEDIA.slice(0, 1) : served).map((accept) => ({
          operation: get.operationId ?? path,
          url: query === '' ? each : `${each}?${query}`,
          accept,
        })),
      ),
    );
  };

  const answersTo = async (headers: RequestHeaders) => {
    const answers = [];
    for (const query of queries) {
      const {
        status,
        text,
        headers: sent,
      } = await service.get(query.url, { accept: query.accept, ...headers });
      answers.push({
        ...query,
        status,
        marked: MARKERS.test(text + JSON.stringify(sent) + cursorIn(text, sent)),
      });
    }
    return answers;
  };

  /** What stands in a cursor can be read by everybody. */
  const cursorIn = (text: string, sent: Readonly<Record<string, unknown>>): string => {
    const header = sent['dossier-next-cursor'];
    const [, cursor = ''] = /"nextCursor":"([^"]*)"/.exec(text) ?? [];
    return Buffer.from(typeof header === 'string' ? header : cursor, 'base64url').toString();
  };

  it('stands in every field that an event declares as personal', async () => {
    const store = service.app.get<EventStore>(EVENT_STORE);
    const codec = service.app.get(EventCodec, { strict: false });
    const recorded = await store.readAll({ limit: 10_000 });
    const keys = await codec.keysToDecode(recorded);
    const events = recorded.map((event) => codec.decode(event, keys));
    const found = new Set(
      events.flatMap(({ type, data }) =>
        Object.entries(data)
          .filter(([, value]) => MARKERS.test(JSON.stringify(value)))
          .map(([field]) => `${type}.${field}`),
      ),
    );
    const declared = ofAll(dossierContexts, ({ deciders }) => deciders).flatMap(({ events: definitions }) =>
      Object.entries(definitions).flatMap(([type, { personal }]) =>
        personal.map((field) => `${type}.${field}`),
      ),
    );
    expect(declared.filter((field) => !found.has(field))).toEqual([]);
  });

  it(
    'is in no answer to a caller without pii:read',
    async () => {
      const answers = await answersTo(masked);
      expect(answers.filter(({ marked }) => marked)).toEqual([]);
      const answered = new Set(
        answers.flatMap(({ operation, status }) => (status === 200 ? [operation] : [])),
      );
      const unanswered = queries.filter(
        ({ operation }) => !answered.has(operation) && !WITHOUT_ANSWER.test(operation),
      );
      expect(unanswered).toEqual([]);
    },
    LONG_TEST,
  );

  it(
    'is in the answers to all others',
    async () => {
      const answers = await answersTo({});
      const showing = new Set(answers.flatMap(({ operation, marked }) => (marked ? [operation] : [])));
      expect([...showing].sort()).toEqual([
        ...[
          'decideConsent',
          'exportCustomer',
          'getCustomer',
          'getDeal',
          'getDealHistory',
          'getHistory',
          'getInteraction',
        ],
        ...['getInteractionHistory', 'getOrderHistory', 'getState', 'getTimeline'],
        ...['listConsents', 'listCustomers', 'listDeals', 'listFollowUps', 'listInteractions'],
        ...['listLifecycleStages', 'listRfmScores', 'listSegmentMembers'],
        ...['reportPipeline', 'reportPurchases', 'reportSales', 'reportSegmentMoves'],
      ]);
    },
    LONG_TEST,
  );

  it('is masked so that two people can be told apart', async () => {
    const profile = (await service.get(`/v1/customers/${told.customer}`, masked)).json();
    expect(profile).toMatchObject({
      name: 'Z… o… k…',
      birthDate: '…',
      tags: ['…', '…'],
      contactPoints: [
        { kind: 'e-mail', value: 'z…@z….example' },
        { kind: 'phone', value: '…11' },
        { kind: 'postal', value: '…' },
        { kind: 'social', value: '…', network: '…' },
      ],
    });
  });

  it.each([
    ['/v1/customers?name=zz', 'name'],
    ['/v1/customers?eMail=zzmark@zzmark.example', 'eMail'],
    ['/v1/customers?phone=%2B4930190711', 'phone'],
    ['/v1/customers?externalId=zzmark:1', 'externalId'],
    ['/v1/customers?tag=vip', 'tag'],
    ['/v1/customers?anyTag=vip', 'anyTag'],
    ['/v1/customers?sort=-name', 'sort'],
    ['/v1/interactions?words=zzmark', 'words'],
    ['/v1/analytics/purchases?groupBy=tag', 'groupBy'],
    ['/v1/analytics/sales?groupBy=owner&tag=vip', 'tag'],
    ['/v1/analytics/purchases?groupBy=month&thenBy=tag', 'thenBy'],
    ['/v1/analytics/purchases?groupBy=month&tag=vip', 'tag'],
    ['/v1/analytics/customers?tag=vip', 'tag'],
    ['/v1/analytics/rfm?tag=vip', 'tag'],
    ['/v1/analytics/segments?tag=vip', 'tag'],
    ['/v1/analytics/segments/moves?from=2020-01-01&tag=vip', 'tag'],
    ['/v1/analytics/lifecycle?tag=vip', 'tag'],
    ['/v1/analytics/pipeline?groupBy=tag', 'groupBy'],
  ])('is nothing to search, filter or sort by: %s', async (url, field) => {
    const refused = await service.get(url, masked);
    expect({ status: refused.status, ...refused.json() }).toMatchObject({
      status: 403,
      code: 'masked-field',
      errors: [{ field }],
    });
    expect((await service.get(url)).status).toBe(200);
  });

  it('is nothing that customers are looked up by through a segment', async () => {
    const anyOf = [{ allOf: [{ field: 'tag', in: ['vip'] }] }];
    const segment = await service.accepted('/v1/analytics/segments', { name: 'tagged', anyOf }, masked);
    for (const path of [
      `segments/${segment}/members`,
      'segments/moves?from=2020-01-01&segment=tagged',
      'rfm?segment=tagged',
      'customers?segment=tagged',
      'segments?segment=tagged',
      'lifecycle?segment=tagged',
      `cohorts?segment=${segment}`,
      'purchases?groupBy=month&segment=tagged',
      'sales?groupBy=owner&segment=tagged',
      'pipeline?segment=tagged',
    ]) {
      const refused = await service.get(`/v1/analytics/${path}`, masked);
      expect({ path, status: refused.status, ...refused.json() }).toMatchObject({
        path,
        status: 403,
        code: 'masked-field',
        errors: [{ field: 'segment' }],
      });
      expect((await service.get(`/v1/analytics/${path}`)).status).toBe(200);
    }
    const names = async (headers: RequestHeaders) => {
      const answer = await service.get('/v1/analytics/segments', headers);
      return answer.json<{ defined: { segment: string }[] }>().defined.map((each) => each.segment);
    };
    expect(await names(masked)).toEqual(['everybody']);
    expect(await names({})).toEqual(['everybody', 'tagged']);
  });

  it('is nothing that a list is in the order of, or that its cursor tells', async () => {
    const url = '/v1/customers?limit=1';
    const { nextCursor } = (await service.get(url, masked)).json<{ nextCursor: string }>();
    expect(Buffer.from(nextCursor, 'base64url').toString()).toContain('registeredAt');
    const next = await service.get(`${url}&cursor=${nextCursor}`, masked);
    expect(next.json<{ items: unknown[] }>().items).toHaveLength(1);
  });

  it.each(['customer', 'deal', 'interaction'] as const)(
    'comes anew to whoever had the masked answer: of a %s',
    async (thing) => {
      const url = `/v1/${thing}s/${told[thing]}`;
      const tag = String((await service.get(url, masked)).headers.etag);
      expect((await service.get(url, { ...masked, 'if-none-match': tag })).status).toBe(304);
      expect((await service.get(url, { 'if-none-match': tag })).status).toBe(200);
    },
  );

  it('is not quoted by a refusal', async () => {
    const url = `/v1/customers/${told.customer}/contact-points`;
    const body = { kind: 'e-mail', value: 'zzmark nowhere' };
    const refused = await service.post(url, body, masked);
    expect({ status: refused.status, quotes: MARKERS.test(refused.text) }).toEqual({
      status: 422,
      quotes: false,
    });
    expect((await service.post(url, body)).text).toMatch(MARKERS);
  });
});
