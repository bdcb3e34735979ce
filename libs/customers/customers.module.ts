import { handlersOf } from '../event-sourcing/nest.js';
import { type BoundedContext } from '../platform/index.js';
import { customerCheck } from './customers.check.js';
import { customerCommands } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import { type CustomerErrorCode } from './customers.errors.js';
import { CustomerQueryController } from './customers.query.controller.js';
import { customerTimeline } from './customers.timeline.js';
import { directory } from './read-models/directory.projection.js';
import { FindCustomersHandler } from './read-models/directory.query.js';

const problems = {
  'customer-not-found': 404,
  'customer-already-registered': 409,
  'born-in-future': 422,
  'contact-point-invalid': 422,
  'contact-point-not-found': 404,
  'phone-prefix-missing': 400,
  'external-id-not-found': 404,
  'related-to-itself': 422,
  'related-customer-not-found': 404,
  'limit-reached': 422,
} satisfies Record<CustomerErrorCode, number>;

export const customersContext: BoundedContext = {
  name: 'customers',
  tags: {
    customers: 'People and organisations: who they are, how they are reached, what they agreed to.',
  },
  deciders: [customerDecider],
  commands: {
    table: customerCommands,
    handlers: handlersOf(customerDecider, customerCommands, customerCheck),
    problems,
  },
  queryHandlers: [FindCustomersHandler],
  queryControllers: [CustomerQueryController],
  projections: [directory],
  timeline: customerTimeline,
};
