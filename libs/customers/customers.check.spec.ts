import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { occurring, temporaryFolder } from '../event-sourcing/testing.js';
import { EmbeddedEventStore } from '../event-sourcing/event-store/embedded/embedded.event-store.js';
import { CommandEngine, EventCodec } from '../event-sourcing/core.js';
import { customerCheck } from './customers.check.js';
import { ChangeCustomerDetails, RegisterCustomer } from './registration.commands.js';
import { RelateCustomer } from './relations.commands.js';
import { customerDecider } from './customers.decider.js';
import { customerEvents } from './customers.events.js';

const at = '2026-03-01T09:30:00.000Z';
const ada = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const engines = '8d2f6a10-0c56-5e57-9d43-5a1b1c9f0e22';

const commandId = (n: number) => `00000000-0000-5000-8000-00000000000${n}`;

describe('relating a customer', () => {
  let store: EmbeddedEventStore;
  let engine: CommandEngine;

  const register = (id: string, n: number) =>
    engine.handle(
      customerDecider,
      new RegisterCustomer(id, { kind: 'person', name: 'A' }, occurring(at, { commandId: commandId(n) })),
    );

  beforeEach(async () => {
    store = await EmbeddedEventStore.open(temporaryFolder());
    engine = new CommandEngine(store, new EventCodec([customerEvents]), { now: () => new Date(at) });
    await register(ada, 1);
  });

  afterEach(async () => {
    await store.close();
  });

  const relate = (relatedId: string) =>
    engine.handle(
      customerDecider,
      new RelateCustomer(
        ada,
        { relation: 'works-for', relatedId },
        occurring(at, { commandId: commandId(3) }),
      ),
      customerCheck,
    );

  it('says the name that the other one had then', async () => {
    await register(engines, 2);
    const renaming = occurring(at, { commandId: commandId(4) });
    await engine.handle(customerDecider, new ChangeCustomerDetails(engines, { name: 'B' }, renaming));
    await relate(engines);
    const ofAda = await engine.read(customerDecider, ada);
    expect(ofAda).toMatchObject({
      relations: [{ relation: 'works-for', relatedId: engines, relatedName: 'B' }],
    });
  });

  it('needs the other one', async () => {
    await expect(relate(engines)).rejects.toMatchObject({ code: 'related-customer-not-found' });
    await register(engines, 2);
    expect(await relate(engines)).toMatchObject({ revision: 1, outcome: 'appended' });
    expect(await relate(engines)).toMatchObject({ revision: 1, outcome: 'repeated' });
  });
});
