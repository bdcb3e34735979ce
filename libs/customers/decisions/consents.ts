import { type GiveConsent, type WithdrawConsent } from '../consents.commands.js';
import { CustomerError } from '../customers.errors.js';
import { type Consent, type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, within } from '../customers.state.js';
import { sameConsent, type StatedConsent } from '../wishes.published.js';

const consentOf = ({ data: { purpose, channel } }: GiveConsent | WithdrawConsent): Consent => ({
  purpose,
  ...(channel === undefined ? {} : { channel }),
});

/** What was said before about the same consent. @throws CustomerError `limit-reached` where one more is one too many */
const previousOf = (customer: RegisteredCustomer, consent: Consent): StatedConsent | undefined => {
  const previous = customer.consents.find(sameConsent(consent));
  if (!previous) within(100, 'consents', [...customer.consents, consent]);
  return previous;
};

const isSame = (previous: StatedConsent, { wording, expiresAt }: Partial<StatedConsent>): boolean =>
  previous.given && previous.wording === wording && previous.expiresAt === expiresAt;

/** The same again without evidence is nothing new; evidence is a fact of its own, and recorded. */
export const giveConsent = (command: GiveConsent, customer: RegisteredCustomer): CustomerEvent[] => {
  const { id, data, envelope } = command;
  const consent = consentOf(command);
  const { occurredAt } = envelope;
  const { wording, evidence } = data;
  const expiresAt = data.expiresAt === undefined ? undefined : new Date(data.expiresAt).toISOString();
  if (expiresAt !== undefined && expiresAt <= occurredAt)
    throw new CustomerError('expires-before-given', `expiresAt ${expiresAt} is not after ${occurredAt}`);
  const terms = {
    ...(wording === undefined ? {} : { wording }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  const previous = previousOf(customer, consent);
  if (previous && isSame(previous, terms) && !evidence) return [];
  const said = { customerId: id, occurredAt, ...consent, ...terms, ...(evidence ? { evidence } : {}) };
  return [{ type: 'ConsentGiven', data: said }];
};

/** What was never given can be withdrawn: the customer wants it on record. */
export const withdrawConsent = (command: WithdrawConsent, customer: RegisteredCustomer): CustomerEvent[] => {
  const { id, data, envelope } = command;
  const consent = consentOf(command);
  const { evidence } = data;
  if (previousOf(customer, consent)?.given === false && !evidence) return [];
  const { occurredAt } = envelope;
  const said = { customerId: id, occurredAt, ...consent, ...(evidence ? { evidence } : {}) };
  return [{ type: 'ConsentWithdrawn', data: said }];
};
