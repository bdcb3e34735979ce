import { type GiveConsent, type WithdrawConsent } from '../customers.commands.js';
import { type Consent, type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, sameConsent, within } from '../customers.state.js';

/** Undefined: the customer has said so already. */
const newConsent = (
  { id, data, envelope }: GiveConsent | WithdrawConsent,
  customer: RegisteredCustomer,
  given: boolean,
): (Consent & { customerId: string; occurredAt: string }) | undefined => {
  const { purpose, channel } = data;
  const consent = { purpose, ...(channel === undefined ? {} : { channel }) };
  const previous = customer.consents.find(sameConsent(consent));
  if (previous?.given === given) return undefined;
  if (!previous) within(100, 'consents', [...customer.consents, consent]);
  return { customerId: id, occurredAt: envelope.occurredAt, ...consent };
};

export const giveConsent = (command: GiveConsent, customer: RegisteredCustomer): CustomerEvent[] => {
  const data = newConsent(command, customer, true);
  return data ? [{ type: 'ConsentGiven', data }] : [];
};

/** What was never given can be withdrawn: the customer wants it on record. */
export const withdrawConsent = (command: WithdrawConsent, customer: RegisteredCustomer): CustomerEvent[] => {
  const data = newConsent(command, customer, false);
  return data ? [{ type: 'ConsentWithdrawn', data }] : [];
};
