import { commandIdFor, type CommandEnvelope, createdIdFor } from '../../libs/event-sourcing/core.js';
import { PlaceOrder } from '../../libs/orders/orders.commands.js';

const OCCURRED = '2026-01-15T10:00:00.000Z';

/** An order as callers send it: two lines and a discount. */
export const orderBody = (customerId: string, index = 0) => ({
  customerId,
  currency: 'EUR',
  channel: 'web',
  discount: 150,
  lines: [
    { product: 'Kettle', category: 'kitchen', quantity: 1, amount: 2_999 + (index % 100) },
    { product: 'Teapot', category: 'kitchen', quantity: 2, amount: 3_450 },
  ],
});

/** A customer as callers send it, with all that is encrypted of it. */
export const customerBody = {
  kind: 'person',
  name: 'Ada Lovelace',
  company: 'Analytical Engines',
  region: 'London',
  contactPoints: [{ kind: 'e-mail', value: 'ada@example.com' }],
  tags: ['vip'],
};

export const envelope = (key: string, occurredAt = OCCURRED): CommandEnvelope => {
  const commandId = commandIdFor('bench', key);
  return {
    commandId,
    requestHash: '0123456789abcdef0123456789abcdef',
    correlationId: commandId,
    causationId: commandId,
    actor: { id: 'bench', service: 'bench', verified: true },
    occurredAt,
  };
};

/** The command that places such an order, under an id of its own. */
export const placeOrder = (customerId: string, key: string, occurredAt?: string): PlaceOrder => {
  const sent = envelope(key, occurredAt);
  return new PlaceOrder(createdIdFor(sent.commandId, PlaceOrder.name), orderBody(customerId), sent);
};
