import { changesTo } from '../../event-sourcing/core.js';
import { type ChangeCustomerDetails, type RegisterCustomer } from '../registration.commands.js';
import { CustomerError } from '../customers.errors.js';
import { type CustomerDetails, type CustomerEvent, optionalDetails } from '../customers.events.js';
import { type Customer, type RegisteredCustomer } from '../customers.state.js';
import { contactPointsOf } from './contact-points.js';
import { externalIdsOf } from './external-ids.js';
import { tagsOf } from './tags.js';

/** @throws CustomerError `born-in-future` when the birth is after the day of the command */
const assertBorn = (birthDate: string | undefined, occurredAt: string): void => {
  const today = occurredAt.slice(0, 'YYYY-MM-DD'.length);
  if (birthDate === undefined || birthDate <= today) return;
  const message = `birthDate ${birthDate} is after ${today}, the day of the command`;
  throw new CustomerError('born-in-future', message, [{ field: 'birthDate', message }]);
};

export const register = ({ id, data, envelope }: RegisterCustomer, customer: Customer): CustomerEvent[] => {
  if (customer.status !== 'unknown')
    throw new CustomerError('customer-already-registered', `customer ${id} is there already`);
  const { commandId, occurredAt } = envelope;
  assertBorn(data.birthDate, occurredAt);
  const { externalIds, contactPoints, tags, onConflict: _rule, ...rest } = data;
  return [
    {
      type: 'CustomerRegistered',
      data: {
        ...rest,
        customerId: id,
        occurredAt,
        ...(externalIds?.length ? { externalIds: externalIdsOf(externalIds) } : {}),
        ...(contactPoints?.length ? { contactPoints: contactPointsOf(contactPoints, commandId, id) } : {}),
        ...(tags?.length ? { tags: tagsOf(tags) } : {}),
      },
    },
  ];
};

/** The details that are set to a value; `null` clears one. */
const valuesOf = (asked: Readonly<Record<string, string | null | undefined>>): Partial<CustomerDetails> =>
  Object.fromEntries(Object.entries(asked).filter((entry): entry is [string, string] => entry[1] != null));

export const changeDetails = (
  { id, data, envelope }: ChangeCustomerDetails,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const { occurredAt: _at, ...asked } = data;
  const cleared = optionalDetails.filter(
    (detail) => asked[detail] === null && customer.details[detail] !== undefined,
  );
  const changes = changesTo(customer.details, valuesOf(asked));
  if (Object.keys(changes).length === 0 && cleared.length === 0) return [];
  const { occurredAt } = envelope;
  assertBorn(changes.birthDate, occurredAt);
  return [
    {
      type: 'CustomerDetailsChanged',
      data: { customerId: id, occurredAt, ...changes, ...(cleared.length === 0 ? {} : { cleared }) },
    },
  ];
};
