import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type Accepted, acceptedOf, type HttpAnswer } from '../support/http.client.js';
import { Load } from '../support/load.js';
import { ServiceProcess } from '../support/service.process.js';
import { StoredState } from '../support/stored-state.js';
import { until } from '../support/until.js';

const LONG_TEST = 180_000;

/** They share nothing but the data folder. The tests build on one another, as the processes come and go. */
describe('command-api, query-api and projector as processes of their own', () => {
  let folder: string;
  let state: StoredState;
  let commands: ServiceProcess;
  let otherCommands: ServiceProcess;
  let queries: ServiceProcess;
  let projector: ServiceProcess | undefined;
  let ada: Accepted;

  beforeAll(async () => {
    folder = temporaryFolder();
    [commands, otherCommands, queries] = await Promise.all([
      ServiceProcess.start('command-api', folder),
      ServiceProcess.start('command-api', folder),
      ServiceProcess.start('query-api', folder),
    ]);
    state = await StoredState.open(folder);
    ada = await commands.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
  }, LONG_TEST);

  afterAll(async () => {
    for (const process of [commands, otherCommands, queries, projector]) await process?.kill();
    await state.close();
  });

  /** Asks as often as it is told to come again. */
  const read = async (path: string, position: string): Promise<HttpAnswer> => {
    let answer: HttpAnswer | undefined;
    await until(`GET ${path} at ${position}`, async () => {
      answer = await queries.get(path, { 'dossier-min-position': position });
      return answer.status !== 503;
    });
    if (!answer) throw new Error('nothing was asked');
    return answer;
  };

  it(
    'says when to come again while no projector runs',
    async () => {
      const answer = await queries.get(`/v1/customers/${ada.id}`, { 'dossier-min-position': ada.position });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
      expect(answer.json()).toMatchObject({ code: 'read-model-behind' });
    },
    LONG_TEST,
  );

  it(
    'refuses at once a position that nobody has been given',
    async () => {
      const ahead = ada.position.replace(/^./, '9');
      const answer = await queries.get('/v1/customers', { 'dossier-min-position': ahead });
      expect(answer.status).toBe(422);
      expect(answer.json()).toMatchObject({ code: 'position-ahead' });
    },
    LONG_TEST,
  );

  it(
    'reads in one process what was written in another, once a projector runs',
    async () => {
      projector = await ServiceProcess.start('projector', folder);
      const changed = await otherCommands.accepted(`/v1/customers/${ada.id}/details`, { region: 'EMEA' });
      const answer = await read(`/v1/customers/${ada.id}`, changed.position);
      expect(answer.json()).toMatchObject({ name: 'Ada', region: 'EMEA' });
    },
    LONG_TEST,
  );

  it(
    'answers a repeated command the same through another process, and another body with 422',
    async () => {
      const key = { 'idempotency-key': 'twice' };
      const path = `/v1/customers/${ada.id}/tags`;
      const first = await commands.accepted(path, { tags: ['vip'] }, key);
      const conditional = { ...key, 'if-match': `"${first.revision - 1}"` };
      for (const [process, headers] of [
        [otherCommands, key],
        [otherCommands, conditional],
        [commands, conditional],
      ] as const)
        expect(await process.accepted(path, { tags: ['vip'] }, headers)).toEqual({
          ...first,
          outcome: 'repeated',
        });
      const other = await otherCommands.post(path, { tags: ['other'] }, key);
      expect(other.status).toBe(422);
      expect(other.json()).toMatchObject({ code: 'command-id-reused' });
      const stale = await otherCommands.post(path, { tags: ['late'] }, { 'if-match': '"0"' });
      expect(stale.status).toBe(412);
    },
    LONG_TEST,
  );

  it(
    'lets a command take effect once that comes to two processes at the same time',
    async () => {
      const before = (await state.log()).length;
      const keys = Array.from({ length: 25 }, (_, index) => `race-${index}`);
      const pairs = await Promise.all(
        keys.map((key) =>
          Promise.all(
            [commands, otherCommands].map((process) =>
              process.post(
                '/v1/customers',
                { kind: 'person', name: `Racer ${key}` },
                { 'idempotency-key': key },
              ),
            ),
          ),
        ),
      );
      for (const pair of pairs) {
        expect(pair.map(({ status }) => status)).toEqual([201, 201]);
        const [one, other] = pair.map(acceptedOf);
        expect([one?.outcome, other?.outcome].sort()).toEqual(['appended', 'repeated']);
        expect({ ...one, outcome: '' }).toEqual({ ...other, outcome: '' });
      }
      expect((await state.log()).length).toBe(before + keys.length);
    },
    LONG_TEST,
  );

  it(
    'has a second projector take over from one that is killed, and nothing doubled',
    async () => {
      const load = new Load(commands, 'takeover', ada.id, 4);
      await state.caughtUpTo((await state.events.head()) ?? '');
      const owners = new Set((await state.activeBuilds()).map(({ owner }) => owner));
      expect(owners.size).toBe(1);
      const second = await ServiceProcess.start('projector', folder);
      await until('some load', () => load.acknowledged.length > 40);
      await projector?.kill();
      projector = second;
      const sentBefore = load.acknowledged.length;
      await until('more load', () => load.acknowledged.length > sentBefore + 20);
      await load.stop();
      expect(load.unanswered).toEqual([]);

      await state.caughtUp();
      for (const { owner } of await state.activeBuilds()) expect(owners.has(owner)).toBe(false);
      const log = await state.log();
      const wins = log.filter(({ type }) => type === 'DealWon').map(({ data }) => data.orderId);
      const booked = log.filter(({ type, data }) => type === 'OrderPlaced' && data.dealId !== undefined);
      expect(wins.length).toBeGreaterThan(0);
      expect(booked.map(({ data }) => data.orderId).sort()).toEqual(wins.sort());
      const answer = await read('/v1/customers?name=customer', log.at(-1)?.position ?? '');
      expect(answer.json()).toMatchObject({ items: Array.from({ length: 4 }, () => ({ kind: 'person' })) });
      const served = await state.served();
      await state.rebuildAll();
      expect(await state.served()).toEqual(served);
    },
    LONG_TEST,
  );
});
