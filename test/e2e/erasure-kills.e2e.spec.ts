import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { EraseCustomer } from '../../libs/customers/erase-customer.published.js';
import { claimIdOf, ReleaseExternalId } from '../../libs/customers/external-id-claims.published.js';
import {
  type CommandAccepted,
  CommandEngine,
  derivedId,
  type DomainCommand,
  type OpenKeys,
} from '../../libs/event-sourcing/core.js';
import { KEYS } from '../../libs/event-sourcing/nest.js';
import { occurring } from '../../libs/event-sourcing/testing.js';
import { RecordReadModelsPurged, RequestErasure } from '../../libs/privacy/erasure.commands.js';
import { erasureDecider } from '../../libs/privacy/erasure.decider.js';
import { InProcessService } from '../support/in-process.service.js';
import { until } from '../support/until.js';

const LONG = 120_000;
const externalId = { system: 'erp', id: '4711' };
const request = { reason: 'asked for by letter', caseReference: 'DSR-1' };

/** What a process had done of an erasure when it was killed: all steps up to and including this one. */
const points = ['request', 'external ids', 'keys', 'erased', 'purged'] as const;

describe('an erasure whose process was killed', () => {
  let service: InProcessService;
  let ada: string;

  beforeEach(async () => {
    service = await InProcessService.start();
    ada = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada', externalIds: [externalId] });
  }, LONG);

  afterEach(async () => {
    await service.stop();
  });

  const at = () => new Date().toISOString();
  const receipt = async () => (await service.get(`/v1/privacy/customers/${ada}/erasure`)).json();

  /** Does what a process did before it died, without what it would have done next. */
  const doneUpTo = async (point: (typeof points)[number]): Promise<void> => {
    const { app } = service;
    await app
      .get(CommandEngine, { strict: false })
      .handle(
        erasureDecider,
        new RequestErasure(ada, request, occurring(at(), { commandId: derivedId(ada) })),
      );
    const done = (step: (typeof points)[number]): boolean => points.indexOf(point) >= points.indexOf(step);
    const bus = app.get(CommandBus, { strict: false });
    if (done('external ids'))
      await bus.execute(
        new ReleaseExternalId(
          claimIdOf(externalId),
          { holderId: ada },
          occurring(at(), { commandId: derivedId(ada, 'release') }),
        ),
      );
    if (done('keys')) await app.get<OpenKeys>(KEYS, { strict: false }).keys?.destroy(ada, at());
    if (!done('erased')) return;
    const { position } = await bus.execute<DomainCommand, CommandAccepted>(
      new EraseCustomer(
        ada,
        { caseReference: request.caseReference },
        occurring(at(), { commandId: derivedId(ada, 'erase') }),
      ),
    );
    if (done('purged'))
      await bus.execute(
        new RecordReadModelsPurged(
          ada,
          { position },
          occurring(at(), { commandId: derivedId(ada, 'purged') }),
        ),
      );
  };

  it.each(points)(
    'after the step “%s” is finished by whoever runs next',
    async (point) => {
      await doneUpTo(point);
      await until('it is complete', async () => (await receipt()).complete === true);
      const refused = await service.post(`/v1/customers/${ada}/tags`, { tags: ['vip'] });
      expect(refused.json()).toMatchObject({ code: 'customer-erased' });
      const history = (await service.get(`/v1/audit/customers/${ada}/history`)).text;
      expect(history).not.toContain('Ada');
      expect(history).toContain('[erased]');
      // What Ada was called elsewhere is free at once.
      await service.accepted('/v1/customers', { kind: 'person', name: 'Eve', externalIds: [externalId] });
      expect(await receipt()).toMatchObject({
        externalIdsReleasedAt: expect.any(String),
        remainsOverwrittenAt: expect.any(String),
      });
    },
    LONG,
  );
});
