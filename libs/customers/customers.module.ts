import { handlersOf } from '../event-sourcing/nest.js';
import { type BoundedContext, internal } from '../platform/index.js';
import { customerCheck } from './customers.check.js';
import { AddContactPoint } from './contact-points.commands.js';
import { customerCommands } from './customers.commands.js';
import { AddExternalId } from './external-ids.commands.js';
import { PutCustomer, RegisterCustomer } from './registration.commands.js';
import { customerDecider } from './customers.decider.js';
import { type CustomerErrorCode } from './customers.errors.js';
import { customersByExternalId } from './customers-by-external-id.controller.js';
import { CustomerQueryController } from './customers.query.controller.js';
import { claimCommands } from './external-id-claims.commands.js';
import { claimDecider } from './external-id-claims.decider.js';
import { claimingHandlers } from './external-id-claims.handlers.js';
import { externalIdClaims } from './external-id-claims.reaction.js';
import { customerTimeline } from './customers.timeline.js';
import { ConsentQueryController } from './consents.query.controller.js';
import { consentsSection } from './read-models/consents.export.js';
import { consents } from './read-models/consents.projection.js';
import { DecideConsentHandler, FindConsentsHandler } from './read-models/consents.query.js';
import { suppressionDecider } from './suppressions.decider.js';
import { AddContactPointHandler, Suppressions } from './suppressions.handlers.js';
import { SuppressAddress } from './suppressions.published.js';
import { directory } from './read-models/directory.projection.js';
import { FindCustomersHandler } from './read-models/directory.query.js';

const problems = {
  'customer-not-found': 404,
  'customer-erased': 410,
  'customer-already-registered': 409,
  'customer-kind-differs': 409,
  'born-in-future': 422,
  'contact-point-invalid': 422,
  'contact-point-not-found': 404,
  'phone-prefix-missing': 400,
  'expires-before-given': 422,
  'external-id-not-found': 404,
  'external-id-taken': 409,
  'related-to-itself': 422,
  'related-customer-not-found': 404,
  'limit-reached': 422,
} satisfies Record<CustomerErrorCode, number>;

/** Those that bring neither external ids nor addresses. */
const plainCommands = customerCommands.filter(
  ({ type }) =>
    type !== RegisterCustomer && type !== AddExternalId && type !== PutCustomer && type !== AddContactPoint,
);

export const customersContext: BoundedContext = {
  name: 'customers',
  tags: {
    customers: 'People and organisations: who they are, how they are reached, what they agreed to.',
  },
  deciders: [customerDecider],
  commands: {
    table: customerCommands,
    handlers: [
      ...handlersOf(customerDecider, plainCommands, customerCheck),
      ...claimingHandlers,
      AddContactPointHandler,
      Suppressions,
    ],
    controllers: [customersByExternalId(problems)],
    problems,
  },
  queryHandlers: [FindCustomersHandler, FindConsentsHandler, DecideConsentHandler],
  queryControllers: [CustomerQueryController, ConsentQueryController],
  projections: [directory, consents],
  timeline: customerTimeline,
  exportSections: [consentsSection],
  masks: {
    name: 'name',
    relatedName: 'name',
    contactPoint: 'contact-point',
    contactPoints: 'contact-point',
  },
};

/** Which customer has an external id: a stream for each, beside those of customers. */
export const externalIdsContext: BoundedContext = {
  name: 'external-ids',
  deciders: [claimDecider],
  commands: { table: claimCommands, handlers: handlersOf(claimDecider, claimCommands), problems },
  reactions: [externalIdClaims],
};

/** The addresses of persons who were erased, by keyed hash: a stream for each. */
export const suppressionsContext: BoundedContext = {
  name: 'suppressions',
  deciders: [suppressionDecider],
  commands: {
    table: [internal(SuppressAddress)],
    handlers: handlersOf(suppressionDecider, [internal(SuppressAddress)]),
    problems,
  },
};
