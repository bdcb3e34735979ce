import { afterEach, describe, expect, it } from '@jest/globals';
import { CommandApiModule } from '../../apps/command-api/command-api.module.js';
import { configFrom } from '../../apps/composition.js';
import { CommandEngine, derivedId } from '../../libs/event-sourcing/core.js';
import { occurring, temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { createHttpApp } from '../../libs/platform/index.js';
import {
  RecordRetentionStepPlanned,
  RequestRetentionCarryOut,
} from '../../libs/privacy/retention/carry-out.commands.js';
import { carryOutDecider } from '../../libs/privacy/retention/carry-out.decider.js';
import { type CarryOutAnswer } from '../../libs/privacy/retention/retention.answers.js';
import { InProcessService } from '../support/in-process.service.js';
import { storesOf } from '../support/stores.js';
import { until } from '../support/until.js';

const LONG = 180_000;
const CARRY_OUT = '2d1f6a0e-93ab-5c0e-8f1d-0a6d5f3b7a11';
const NOBODY = '00000000-0000-4000-8000-00000000dead';
const LONG_AGO = '2015-01-01T00:00:00.000Z';
const at = '2026-03-31T09:00:00.000Z';

describe('a step of a carry-out that was planned', () => {
  let service: InProcessService | undefined;

  afterEach(async () => {
    await service?.stop();
  });

  /** By a process that died before it took the step. */
  const plan = async (settings: Readonly<Record<string, string>>, ids: readonly string[]): Promise<void> => {
    const app = await createHttpApp(CommandApiModule.forRoot(configFrom(settings)));
    try {
      const engine = app.get(CommandEngine, { strict: false });
      const asked = {
        rule: 'customers without purchase or contact for 5 years',
        subject: 'customers',
        asOf: '2026-03-31',
        cutoff: '2021-03-31',
        before: '2021-03-31T00:00:00.000Z',
        expected: ids.length,
      };
      const by = (what: string) => occurring(at, { commandId: derivedId('test', what) });
      await engine.handle(carryOutDecider, new RequestRetentionCarryOut(CARRY_OUT, asked, by('ask')));
      await engine.handle(carryOutDecider, new RecordRetentionStepPlanned(CARRY_OUT, { ids }, by('plan')));
    } finally {
      await app.close();
    }
  };

  it(
    'leaves who was in touch since, or is held back, and says why; also when no rule says so any more',
    async () => {
      const folder = temporaryFolder();
      const settings = { DOSSIER_DATA: folder, ...storesOf(folder) };
      const before = await InProcessService.start(settings);
      const register = (name: string) =>
        before.accepted('/v1/customers', { kind: 'person', name, occurredAt: LONG_AGO });
      const silent = await register('Silent');
      const returned = await register('Returned');
      const negotiating = await register('Negotiating');
      await before.accepted('/v1/interactions', {
        customerId: returned,
        channel: 'phone',
        direction: 'inbound',
      });
      await before.accepted('/v1/deals', {
        customerId: negotiating,
        name: 'Engine',
        amount: 1,
        currency: 'EUR',
        occurredAt: LONG_AGO,
      });
      await before.stop();
      await plan(settings, [silent, returned, negotiating, NOBODY]);
      service = await InProcessService.start(settings);
      const running = service;
      let found: CarryOutAnswer | undefined;
      await until('it is carried out', async () => {
        const answer = await running.get(`/v1/privacy/due/carry-outs/${CARRY_OUT}`);
        found = answer.status === 200 ? answer.json<CarryOutAnswer>() : undefined;
        return typeof found?.completedAt === 'string';
      });
      expect(found).toMatchObject({ expected: 4, carriedOut: 1 });
      expect([...(found?.skipped ?? [])].sort((a, b) => a.reason.localeCompare(b.reason))).toEqual([
        { reason: 'customer-not-found', count: 1 },
        { reason: 'deal-open', count: 1 },
        { reason: 'dealt-with-since', count: 1 },
      ]);
      expect((await service.get(`/v1/customers/${silent}`)).status).toBe(410);
      expect((await service.get(`/v1/customers/${returned}`)).status).toBe(200);
      expect((await service.get(`/v1/customers/${negotiating}`)).status).toBe(200);
    },
    LONG,
  );
});
