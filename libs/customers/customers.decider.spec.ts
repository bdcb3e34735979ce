import { describe, it } from '@jest/globals';
import { occurring, specification } from '../event-sourcing/commands/given-when-then.js';
import { RegisterCustomer } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import { type CustomerRegistered } from './customers.events.js';

const { given } = specification(customerDecider);

const id = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const at = '2026-03-01T09:30:00.000Z';
const register = new RegisterCustomer(id, { kind: 'person', name: 'Ada Lovelace' }, occurring(at));
const registered: CustomerRegistered = {
  type: 'CustomerRegistered',
  data: { customerId: id, occurredAt: at, kind: 'person', name: 'Ada Lovelace' },
};

describe('a customer', () => {
  it('is registered', () => {
    given().when(register).then(registered);
  });

  it('is registered once', () => {
    given(registered).when(register).thenFails('customer-already-registered');
  });
});
