import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HistoryAnswer } from '../../libs/audit/audit.answers.js';
import { type EventStore, type ReadStore } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../libs/event-sourcing/nest.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type CarryOutAnswer, type DueAnswer } from '../../libs/privacy/retention/retention.answers.js';
import { InProcessService } from '../support/in-process.service.js';
import { textsInFiles } from '../support/raw-bytes.js';
import { StoredState } from '../support/stored-state.js';
import { onServers, storesOf } from '../support/stores.js';
import { until } from '../support/until.js';

const LONG = 180_000;
const INTERACTIONS = 'interactions older than 3 years';
const CUSTOMERS = 'customers without purchase or contact for 5 years';
const NOW = '2026-03-31T09:00:00.000Z';
const NOBODY = '00000000-0000-4000-8000-00000000dead';
/** Nowhere but in what was said, or in a name. */
const SAID = ['Zqxsubject', 'Zqxcontent', 'zqxnote', 'Zqxcomment', 'Zqxfile'];

describe('rules of retention', () => {
  let folder: string;
  let service: InProcessService;
  /** Customers, by what is said of them below. */
  let silent: string;
  let regular: string;
  let restricted: string;
  let negotiating: string;
  let returning: string;
  /** Interactions with the regular customer. */
  let old: string;
  let recent: string;
  let pending: string;
  /** One with the restricted customer, recorded since. */
  let kept: string;

  const register = (name: string) =>
    service.accepted('/v1/customers', { kind: 'person', name, occurredAt: '2015-01-01T00:00:00Z' });
  const call = (customerId: string, occurredAt: string, said: object = {}) =>
    service.accepted('/v1/interactions', {
      customerId,
      channel: 'phone',
      direction: 'inbound',
      agent: 'grace',
      occurredAt,
      ...said,
    });
  const due = async (query = '') => (await service.get(`/v1/privacy/due?${query}`)).json<DueAnswer>();
  const dueBy = async (rule: string, query = '') => {
    const { rules } = await due(`rule=${encodeURIComponent(rule)}&${query}`);
    const [found] = rules;
    if (!found) throw new Error(`no rule ${rule}`);
    return found;
  };
  const carryOut = (rule: string, expected: number, asOf = '2026-03-31') =>
    service.post('/v1/privacy/due/carry-outs', { rule, asOf, expected });
  const carriedOut = async (id: string): Promise<CarryOutAnswer> => {
    let found: CarryOutAnswer | undefined;
    await until('it is carried out, and remains are overwritten', async () => {
      found = (await service.get(`/v1/privacy/due/carry-outs/${id}`)).json<CarryOutAnswer>();
      return found.completedAt !== null && found.remainsOverwrittenAt !== null;
    });
    if (!found) throw new Error(`no carry-out ${id}`);
    return found;
  };

  beforeAll(async () => {
    folder = temporaryFolder();
    service = await InProcessService.start(
      {
        DOSSIER_DATA: folder,
        ...storesOf(folder),
        DOSSIER_RETENTION: `${INTERACTIONS}; ${CUSTOMERS}`,
        DOSSIER_TIME_ZONE: 'Europe/Berlin',
      },
      undefined,
      () => new Date(NOW),
    );
    silent = await register('Zqxsilent');
    regular = await register('Regular');
    restricted = await register('Restricted');
    negotiating = await register('Negotiating');
    returning = await register('Returning');
    await service.accepted(`/v1/customers/${restricted}/processing-restrictions`, {
      occurredAt: '2016-01-01T00:00:00Z',
    });
    kept = await call(restricted, '2019-05-04T11:00:00Z', { subject: 'Kept' });
    await service.accepted('/v1/deals', {
      customerId: negotiating,
      name: 'Engine',
      amount: 1,
      currency: 'EUR',
      occurredAt: '2016-01-01T00:00:00Z',
    });
    old = await call(regular, '2019-05-04T09:00:00Z', {
      subject: SAID[0],
      content: SAID[1],
      attachments: [{ name: SAID[4], reference: SAID[4] }],
    });
    const followUp = await service.post(`/v1/interactions/${old}/follow-ups`, {
      dueAt: '2019-06-01T00:00:00Z',
      note: SAID[2],
      occurredAt: '2019-05-05T09:00:00Z',
    });
    const { made } = followUp.json<{ made: { followUpId: string } }>();
    await service.accepted(`/v1/interactions/${old}/follow-up-completions`, {
      ...made,
      note: SAID[2],
      occurredAt: '2019-05-06T09:00:00Z',
    });
    await service.accepted(`/v1/interactions/${old}/feedback`, {
      csat: 4,
      comment: SAID[3],
      occurredAt: '2019-05-07T09:00:00Z',
    });
    recent = await call(regular, '2026-03-01T09:00:00Z', { subject: 'Recent' });
    pending = await call(regular, '2019-05-04T10:00:00Z', { subject: 'Pending' });
    await service.accepted(`/v1/interactions/${pending}/follow-ups`, { dueAt: '2030-01-01T00:00:00Z' });
  }, LONG);

  afterAll(async () => {
    await service.stop();
  });

  it(
    'list what is due, the oldest first, and what is held back, and why',
    async () => {
      const found = await due();
      expect(found).toMatchObject({ asOf: '2026-03-31', timeZone: 'Europe/Berlin' });
      expect(found.rules).toMatchObject([
        { rule: INTERACTIONS, cutoff: '2023-03-31', due: 1, heldBack: 2 },
        { rule: CUSTOMERS, cutoff: '2021-03-31', due: 2, heldBack: 2 },
      ]);
      expect(found.rules[0]?.items).toEqual([
        { id: old, customerId: regular, lastDay: '2019-05-04', heldBack: [] },
      ]);
      expect(found.rules[1]?.items.map(({ id, lastDay }) => [id, lastDay]).sort()).toEqual(
        [
          [silent, '2015-01-01'],
          [returning, '2015-01-01'],
        ].sort(),
      );
      const held = await due('heldBack=true');
      expect(held.rules[0]?.items).toMatchObject([
        { id: pending, heldBack: ['follow-up-open'] },
        { id: kept, heldBack: ['processing-restricted'] },
      ]);
      expect(
        Object.fromEntries((held.rules[1]?.items ?? []).map(({ id, heldBack }) => [id, heldBack])),
      ).toEqual({ [restricted]: ['processing-restricted'], [negotiating]: ['deal-open'] });
    },
    LONG,
  );

  it(
    'are as of a day of the service’s time zone, and listed page by page',
    async () => {
      // In Berlin, the night of the last of December is the first of January already.
      const night = await register('Night');
      await call(night, '2015-12-31T23:30:00Z');
      expect((await dueBy(CUSTOMERS, 'asOf=2021-01-01')).items.map(({ id }) => id)).not.toContain(night);
      expect((await dueBy(CUSTOMERS, 'asOf=2021-01-02')).items.map(({ id }) => id)).toContain(night);
      await call(night, '2026-03-01T09:00:00Z');
      const first = await dueBy(CUSTOMERS, 'limit=1');
      const second = await dueBy(CUSTOMERS, `limit=1&cursor=${first.nextCursor ?? ''}`);
      expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual(
        [silent, returning].sort(),
      );
      expect(second.nextCursor).toBeUndefined();
    },
    LONG,
  );

  it('tell nobody’s name, and ask for crm:admin', async () => {
    const { text } = await service.get('/v1/privacy/due');
    expect(text).not.toMatch(/Zqx/);
    const reader = await service.as('rita', 'desk', ['crm:read', 'crm:command', 'pii:read']);
    expect((await service.get('/v1/privacy/due', reader)).status).toBe(403);
    const asked = { rule: CUSTOMERS, asOf: '2026-03-31', expected: 9 };
    expect((await service.post('/v1/privacy/due/carry-outs', asked, reader)).status).toBe(403);
  });

  it.each([
    ['a rule that there is not', () => carryOut('customers older than 1 day', 9), 404, 'rule-not-found'],
    ['a day to come', () => carryOut(CUSTOMERS, 9, '2026-04-01'), 422, 'as-of-in-future'],
    ['more than was seen', () => carryOut(CUSTOMERS, 1), 409, 'more-due-than-expected'],
    ['a cursor of no rule', () => service.get('/v1/privacy/due?cursor=x'), 422, 'rule-required'],
    [
      'a carry-out that there is not',
      () => service.get(`/v1/privacy/due/carry-outs/${NOBODY}`),
      404,
      'carry-out-not-found',
    ],
  ])('refuse %s', async (_, ask, status, code) => {
    expect((await ask()).json()).toMatchObject({ status, code });
  });

  it(
    'let go of customers when told, but for those who were in touch since they were listed',
    async () => {
      const { due: expected } = await dueBy(CUSTOMERS);
      await service.accepted('/v1/orders', {
        customerId: returning,
        currency: 'EUR',
        lines: [{ product: 'Tea', quantity: 1, amount: 1 }],
      });
      const asked = { rule: CUSTOMERS, asOf: '2026-03-31', expected };
      const once = { 'idempotency-key': 'once' };
      const told = await service.post('/v1/privacy/due/carry-outs', asked, once);
      expect(told.status).toBe(201);
      const { id } = told.json<{ id: string }>();
      expect(told.headers.location).toBe(`/v1/privacy/due/carry-outs/${id}`);
      expect(await carriedOut(id)).toMatchObject({
        rule: CUSTOMERS,
        expected: 2,
        carriedOut: 1,
        skipped: [],
      });
      expect((await service.get(`/v1/customers/${silent}`)).status).toBe(410);
      for (const each of [regular, restricted, negotiating, returning])
        expect((await service.get(`/v1/customers/${each}`)).status).toBe(200);
      const receipt = (await service.get(`/v1/privacy/customers/${silent}/erasure`)).json();
      expect(receipt).toMatchObject({ reason: `retention: ${CUSTOMERS}`, caseReference: `retention ${id}` });
      const again = await service.post('/v1/privacy/due/carry-outs', asked, once);
      expect(again.json()).toMatchObject({ id, outcome: 'repeated' });
    },
    LONG,
  );

  it(
    'forget what was said in an interaction, and keep what took place',
    async () => {
      if (!onServers) expect(Object.keys(textsInFiles(folder, SAID))).toEqual(['read-models/data.mdb']);
      const { due: expected } = await dueBy(INTERACTIONS);
      const id = await service.accepted('/v1/privacy/due/carry-outs', {
        rule: INTERACTIONS,
        asOf: '2026-03-31',
        expected,
      });
      expect(await carriedOut(id)).toMatchObject({ carriedOut: expected, skipped: [] });
      const found = (await service.get(`/v1/interactions/${old}`)).json();
      expect(found).toMatchObject({
        customerId: regular,
        happenedAt: '2019-05-04T09:00:00.000Z',
        channel: 'phone',
        agent: 'grace',
        feedback: { csat: 4 },
        expiredAt: NOW,
      });
      const history = (await service.get(`/v1/audit/interactions/${old}/history`)).json<HistoryAnswer>();
      expect(history.items.map(({ type }) => type)).toContain('InteractionExpired');
      const answers = [
        JSON.stringify(found),
        JSON.stringify(history),
        (await service.get(`/v1/customers/${regular}/timeline`)).text,
        (await service.get(`/v1/customers/${regular}`)).text,
        (await service.get('/v1/interactions?words=zqxsubject')).text,
      ].join('\n');
      expect(answers).not.toMatch(/zqx/i);
      expect(answers).toContain('Recent');
      const later = await service.post(`/v1/interactions/${old}/feedback`, { comment: 'Again' });
      expect(later.json()).toMatchObject({ status: 410, code: 'interaction-expired' });
      expect((await service.get(`/v1/interactions/${recent}`)).json()).toMatchObject({ subject: 'Recent' });
      if (!onServers) expect(textsInFiles(folder, SAID)).toEqual({});
    },
    LONG,
  );

  it(
    'leave read models as they are when they are built anew',
    async () => {
      const at = { strict: false };
      const events = service.app.get<EventStore>(EVENT_STORE, at);
      const state = new StoredState(events, service.app.get<ReadStore>(READ_STORE, at));
      await state.caughtUp();
      const before = await state.served();
      await state.rebuildAll();
      expect(await state.served()).toEqual(before);
    },
    LONG,
  );
});
