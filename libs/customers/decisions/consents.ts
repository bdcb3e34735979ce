import { type GiveConsent, type WithdrawConsent } from '../customers.commands.js';
import { type Consent, type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, sameConsent, within } from '../customers.state.js';

/** Undefined: the customer has said so already. */
const saidNow = (
  { id, data, envelope }: GiveConsent | WithdrawConsent,
  customer: RegisteredCustomer,
  given: boolean,
): (Consent & { customerId: string; occurredAt: string }) | undefined => {
  const { purpose, channel } = data;
  const consent = { purpose, ...(channel === undefined ? {} : { channel }) };
  const standing = customer.consents.find(sameConsent(consent));
  if (standing?.given === given) return undefined;
  if (!standing) within(100, 'consents', [...customer.consents, consent]);
  return { customerId: id, occurredAt: envelope.occurredAt, ...consent };
};

export const giveConsent = (command: GiveConsent, customer: RegisteredCustomer): CustomerEvent[] => {
  const data = saidNow(command, customer, true);
  return data ? [{ type: 'ConsentGiven', data }] : [];
};

/** What was never given can be withdrawn: the customer wants it on record. */
export const withdrawConsent = (command: WithdrawConsent, customer: RegisteredCustomer): CustomerEvent[] => {
  const data = saidNow(command, customer, false);
  return data ? [{ type: 'ConsentWithdrawn', data }] : [];
};
