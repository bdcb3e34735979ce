import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditTrail } from '../../libs/audit/audit-trail.js';
import { stories } from '../../libs/demo/stories.js';
import { sendStories } from '../../libs/demo/send-stories.js';
import { type EventStore, type Position, ReactionRunner } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import {
  type BoundedContext,
  CommandCatalogue,
  CommandSender,
  CONTEXTS,
  InProcessCommandClient,
} from '../../libs/platform/index.js';
import { InProcessService } from '../support/in-process.service.js';

const END = Date.UTC(2026, 0, 1);
const CUSTOMERS = 40;

describe('the histories of all customers of the demo', () => {
  let service: InProcessService;

  beforeAll(async () => {
    service = await InProcessService.start();
    await sendStories({
      stories: stories({ seed: 1, customers: CUSTOMERS, end: END, service: 'demo' }),
      client: new InProcessCommandClient(
        service.app.get(CommandSender, { strict: false }),
        new CommandCatalogue(service.app.get<readonly BoundedContext[]>(CONTEXTS, { strict: false })),
        { id: 'demo', service: 'demo', verified: true },
      ),
    });
    // A deal without a customer, and one that finds its customer later.
    const deal = { name: 'Kettles', amount: 50_000, currency: 'EUR' };
    await service.accepted('/v1/deals', deal);
    const attached = await service.accepted('/v1/deals', deal);
    const customerId = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
    await service.accepted(`/v1/deals/${attached}/customer`, { customerId });
  }, 60_000);

  afterAll(async () => {
    await service.stop();
  });

  it('hold each event of the log that names a customer, or whose stream has one, exactly once', async () => {
    // The orders that they book belong to the log as well.
    await service.app.get(ReactionRunner, { strict: false }).catchUp();
    const log = await service.app.get<EventStore>(EVENT_STORE, { strict: false }).readAll({ limit: 100_000 });
    const owners = new Map<string, string>();
    for (const { stream, data } of log)
      if (typeof data.customerId === 'string') owners.set(stream, data.customerId);
    const expected = log.flatMap(({ stream, position }) => {
      const customer = owners.get(stream);
      return customer === undefined ? [] : [`${position} ${customer}`];
    });
    expect(expected.length).toBeGreaterThan(10 * CUSTOMERS);
    // Who has an external id says the customer's own event; the claim is about the id, and passes from one to another.
    const claims = log.filter(({ stream }) => stream.startsWith('external-id-'));
    expect(expected.length).toBe(log.length - claims.length - 1);

    const trail = service.app.get(AuditTrail, { strict: false });
    const end: Position | undefined = log.at(-1)?.position;
    const found: string[] = [];
    for (const customer of new Set(owners.values())) {
      const { events } = await trail.whole(customer, end);
      for await (const { position } of events) found.push(`${position} ${customer}`);
    }
    expect(found.sort()).toEqual(expected.sort());
  });
});
