import { type PutCustomer, type RegisterCustomer } from '../registration.commands.js';
import { CustomerError } from '../customers.errors.js';
import { type CustomerEvent } from '../customers.events.js';
import { type Customer, type RegisteredCustomer } from '../customers.state.js';
import { sameExternalId } from '../details.published.js';
import { replaceContactPoints } from './contact-points.js';
import { assignOwner, unassignOwner } from './owner.js';
import { changeDetails, register } from './registration.js';
import { tag, tagsOf, untag } from './tags.js';

/** Registers the customer, or changes it to what is said: what isn't named stays, `null` clears, a list replaces. */
export const put = (
  command: PutCustomer,
  customer: Exclude<Customer, { status: 'erased' }>,
): CustomerEvent[] => {
  if (customer.status === 'unknown') return register(registrationOf(command), customer);
  checkSame(command, customer);
  const { id, data, envelope } = command;
  const {
    externalId: _externalId,
    claimed: _claimed,
    kind: _kind,
    contactPoints,
    tags,
    owner,
    ...details
  } = data;
  return [
    ...changeDetails({ type: 'ChangeCustomerDetails', id, data: details, envelope }, customer),
    ...(contactPoints ? replaceContactPoints(contactPoints, command, customer) : []),
    ...(tags ? replaceTags(command, tags, customer) : []),
    ...changeOwner(command, owner, customer),
  ];
};

const registrationOf = ({ id, data, envelope }: PutCustomer): RegisterCustomer => {
  const { externalId, ...said } = data;
  // What is null is unknown of a new customer.
  const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
  const body = { ...known, kind: said.kind, name: said.name, externalIds: [externalId] };
  return { type: 'RegisterCustomer', id, data: body, envelope };
};

/** @throws CustomerError where the customer isn't the one that is meant */
const checkSame = ({ id, data }: PutCustomer, customer: RegisteredCustomer): void => {
  const { externalId, kind } = data;
  if (!customer.externalIds.some(sameExternalId(externalId))) {
    const message = `customer ${id} is being given ${externalId.id} of ${externalId.system}, or has just lost it: try again`;
    throw new CustomerError('external-id-taken', message, [], id);
  }
  if (kind === customer.kind) return;
  const message = `customer ${id} is registered as ${customer.kind}, which never changes`;
  throw new CustomerError('customer-kind-differs', message, [{ field: 'kind', message }], id);
};

const replaceTags = (
  { id, envelope }: PutCustomer,
  tags: readonly string[],
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const wanted = tagsOf(tags);
  const gone = customer.tags.filter((name) => !wanted.includes(name));
  const kept = { ...customer, tags: customer.tags.filter((name) => wanted.includes(name)) };
  return [
    ...untag({ type: 'UntagCustomer', id, data: { tags: gone }, envelope }, customer),
    ...tag({ type: 'TagCustomer', id, data: { tags: wanted }, envelope }, kept),
  ];
};

const changeOwner = (
  { id, envelope }: PutCustomer,
  owner: string | null | undefined,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  if (owner === undefined) return [];
  if (owner === null) return unassignOwner({ type: 'UnassignOwner', id, data: {}, envelope }, customer);
  return assignOwner({ type: 'AssignOwner', id, data: { owner }, envelope }, customer);
};
