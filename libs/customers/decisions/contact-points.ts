import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { createdIdFor, type DomainCommand } from '../../event-sourcing/core.js';
import { type AddContactPoint, type RemoveContactPoint } from '../contact-points.commands.js';
import { CustomerError } from '../customers.errors.js';
import { type ContactPoint, type ContactPointKind, type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, within } from '../customers.state.js';

/** A contact point as a caller writes it. `country` helps to read phone numbers that have no prefix. */
export interface Written {
  readonly kind: ContactPointKind;
  readonly value: string;
  readonly country?: string;
  readonly network?: string;
  /** Found out before the command is decided, never sent. */
  readonly suppressed?: boolean;
}

const MAIL_ADDRESS = /^[^\s@]+@[^\s@]+$/;

const invalid = (field: string, message: string) =>
  new CustomerError('contact-point-invalid', message, [{ field, message }]);

const phoneNumber = ({ value, country }: Written, path: string): string => {
  const code = country?.toUpperCase();
  if (code !== undefined && !isSupportedCountry(code)) {
    const what = JSON.stringify(country);
    throw invalid(`${path}country`, `${what} is not the ISO 3166 code of a country with phone numbers`);
  }
  const number = parsePhoneNumberFromString(value, code);
  if (number?.isPossible()) return number.number;
  const what = JSON.stringify(value);
  if (code === undefined && /^[^+]*[0-9]/.test(value)) {
    const message = `${what} has no prefix: send the number with its own, such as +49…, or its country beside it`;
    throw new CustomerError('phone-prefix-missing', message, [{ field: `${path}value`, message }]);
  }
  throw invalid(`${path}value`, `${what} is no phone number`);
};

const mailAddress = ({ value }: Written, path: string): string => {
  const address = value.trim().toLowerCase();
  if (MAIL_ADDRESS.test(address)) return address;
  throw invalid(`${path}value`, `${JSON.stringify(value)} is no e-mail address`);
};

const singleSpaced = (value: string): string => value.trim().replaceAll(/\s+/g, ' ');

const normalised = (written: Written, path: string): string => {
  switch (written.kind) {
    case 'e-mail':
      return mailAddress(written, path);
    case 'phone':
      return phoneNumber(written, path);
    case 'postal':
      return singleSpaced(written.value);
    case 'social':
      return singleSpaced(written.value).replace(/^@(?=.)/, '');
  }
};

/** What a contact point is but for its id. */
type Reached = Omit<ContactPoint, 'id'>;

/**
 * `path` leads to the contact point within its request, such as `contactPoints.0.`.
 * @throws CustomerError `contact-point-invalid` and `phone-prefix-missing`, naming the field
 */
export const reachedBy = (written: Written, path = ''): Reached => {
  const { kind } = written;
  const value = normalised(written, path);
  const network = kind === 'social' ? written.network?.trim().toLowerCase() : undefined;
  return {
    kind,
    value,
    ...(network === undefined ? {} : { network }),
    ...(written.suppressed ? { suppressed: true } : {}),
  };
};

const sameReached =
  ({ kind, value, network }: Reached) =>
  (other: Reached): boolean =>
    other.kind === kind && other.value === value && other.network === network;

const contactPointId = (commandId: string, customerId: string, index: number): string =>
  createdIdFor(commandId, 'contact-point', customerId, `${index}`);

/** Normalised, each once. */
export const contactPointsOf = (
  written: readonly Written[],
  commandId: string,
  customerId: string,
): ContactPoint[] =>
  written
    .map((point, index) => reachedBy(point, `contactPoints.${index}.`))
    .filter((point, index, all) => all.findIndex(sameReached(point)) === index)
    .map((point, index) => ({ id: contactPointId(commandId, customerId, index), ...point }));

export const addContactPoint = (
  { id, data, envelope }: AddContactPoint,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const reached = reachedBy(data);
  if (customer.contactPoints.some(sameReached(reached))) return [];
  const { commandId, occurredAt } = envelope;
  const contactPoint = { id: contactPointId(commandId, id, 0), ...reached };
  within(50, 'contact points', [...customer.contactPoints, contactPoint]);
  return [{ type: 'ContactPointAdded', data: { customerId: id, occurredAt, contactPoint } }];
};

/** Changes the contact points to those of a list: what stays keeps its id. */
export const replaceContactPoints = (
  written: readonly Written[],
  { id: customerId, envelope }: DomainCommand,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const { commandId, occurredAt } = envelope;
  const wanted = contactPointsOf(written, commandId, customerId);
  const gone = customer.contactPoints.filter((point) => !wanted.some(sameReached(point)));
  const added = wanted.filter((point) => !customer.contactPoints.some(sameReached(point)));
  const change = (contactPoint: ContactPoint) => ({ customerId, occurredAt, contactPoint });
  return [
    ...gone.map((point) => ({ type: 'ContactPointRemoved' as const, data: change(point) })),
    ...added.map((point) => ({ type: 'ContactPointAdded' as const, data: change(point) })),
  ];
};

export const removeContactPoint = (
  { id, data, envelope }: RemoveContactPoint,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const contactPoint = customer.contactPoints.find((point) => point.id === data.contactPointId);
  if (!contactPoint) {
    throw new CustomerError(
      'contact-point-not-found',
      `customer ${id} has no contact point ${data.contactPointId}`,
    );
  }
  const { occurredAt } = envelope;
  return [{ type: 'ContactPointRemoved', data: { customerId: id, occurredAt, contactPoint } }];
};
