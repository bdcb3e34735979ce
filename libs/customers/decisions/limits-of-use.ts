import {
  type LiftRestriction,
  type RaiseObjection,
  type RestrictProcessing,
  type WithdrawObjection,
} from '../consents.commands.js';
import { type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, within } from '../customers.state.js';
import { objectionTo } from '../wishes.published.js';

const reasonOf = ({ data: { reason } }: RestrictProcessing | LiftRestriction) =>
  reason === undefined ? {} : { reason };

const objectionOf = ({ data: { purpose, evidence } }: RaiseObjection | WithdrawObjection) => ({
  ...(purpose === undefined ? {} : { purpose }),
  ...(evidence === undefined ? {} : { evidence }),
});

const factOf = ({
  id,
  envelope,
}: RestrictProcessing | LiftRestriction | RaiseObjection | WithdrawObjection) => ({
  customerId: id,
  occurredAt: envelope.occurredAt,
});

export const restrictProcessing = (
  command: RestrictProcessing,
  { restrictedSince }: RegisteredCustomer,
): CustomerEvent[] =>
  restrictedSince === undefined
    ? [{ type: 'ProcessingRestricted', data: { ...factOf(command), ...reasonOf(command) } }]
    : [];

export const liftRestriction = (
  command: LiftRestriction,
  { restrictedSince }: RegisteredCustomer,
): CustomerEvent[] =>
  restrictedSince === undefined
    ? []
    : [{ type: 'ProcessingRestrictionLifted', data: { ...factOf(command), ...reasonOf(command) } }];

export const raiseObjection = (command: RaiseObjection, customer: RegisteredCustomer): CustomerEvent[] => {
  const objection = objectionOf(command);
  if (objectionTo(customer, objection)) return [];
  within(100, 'objections', [...customer.objections, objection]);
  return [{ type: 'ObjectionRaised', data: { ...factOf(command), ...objection } }];
};

export const withdrawObjection = (
  command: WithdrawObjection,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const objection = objectionOf(command);
  if (!objectionTo(customer, objection)) return [];
  return [{ type: 'ObjectionWithdrawn', data: { ...factOf(command), ...objection } }];
};
