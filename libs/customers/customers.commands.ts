import { type CommandOf, exampleIds, internal, named, routesWith } from '../platform/index.js';
import {
  GiveConsent,
  LiftRestriction,
  RaiseObjection,
  RestrictProcessing,
  WithdrawConsent,
  WithdrawObjection,
} from './consents.commands.js';
import { AddContactPoint, RemoveContactPoint } from './contact-points.commands.js';
import { type CustomerErrorCode } from './customers.errors.js';
import { EraseCustomer } from './erase-customer.published.js';
import { AddExternalId, RemoveExternalId } from './external-ids.commands.js';
import { ChangeCustomerDetails, PutCustomer, RegisterCustomer } from './registration.commands.js';
import {
  AssignOwner,
  RelateCustomer,
  TagCustomer,
  UnassignOwner,
  UnrelateCustomer,
  UntagCustomer,
} from './relations.commands.js';

const route = routesWith<CustomerErrorCode>();

export const customerCommands = [
  route('', RegisterCustomer, {
    about:
      'Registers a person or an organisation, with everything known of it. Contact points are normalised. Refuses when one ' +
      'of them is no address or number, a date of birth that is to come, and an external id that another has.',
    refuses: [
      'customer-already-registered',
      'born-in-future',
      'contact-point-invalid',
      'phone-prefix-missing',
      'external-id-taken',
    ],
    example: {
      kind: 'person',
      name: 'Ada Lovelace',
      company: 'Analytical Engines',
      region: 'London',
      externalIds: [{ system: 'erp', id: '4711' }],
      contactPoints: [{ kind: 'e-mail', value: 'ada@example.com' }],
      tags: ['vip'],
      owner: 'anna',
      occurredAt: '2026-03-01T09:00:00Z',
    },
  }),
  named(PutCustomer),
  route(':id/details', ChangeCustomerDetails, {
    about:
      'Changes what describes a customer: what is left out stays, `null` clears. Does nothing without a change. ' +
      'Refuses a date of birth that is to come.',
    refuses: ['customer-not-found', 'born-in-future'],
    example: { sector: 'computing', region: null },
  }),
  route(':id/contact-points', AddContactPoint, {
    about:
      'Adds a way to reach the customer; does nothing when it is there. A phone number without a prefix needs the country it ' +
      'belongs to. Refuses what is no address or number.',
    refuses: ['customer-not-found', 'contact-point-invalid', 'phone-prefix-missing', 'limit-reached'],
    example: { kind: 'phone', value: '030 1234567', country: 'DE' },
  }),
  route(':id/contact-point-removals', RemoveContactPoint, {
    about:
      'Takes a way to reach the customer away, by its id on the customer’s profile. Refuses one that is not there.',
    refuses: ['customer-not-found', 'contact-point-not-found'],
    example: { contactPointId: exampleIds.contactPoint },
  }),
  route(':id/external-ids', AddExternalId, {
    about:
      'Adds the id by which another system knows the customer; does nothing when it is there. Refuses one that another customer ' +
      'has.',
    refuses: ['customer-not-found', 'external-id-taken', 'limit-reached'],
    example: { system: 'web-shop', id: 'A-1' },
  }),
  route(':id/external-id-removals', RemoveExternalId, {
    about: 'Takes an id of another system away. Refuses when the customer does not have it.',
    refuses: ['customer-not-found', 'external-id-not-found'],
    example: { system: 'web-shop', id: 'A-1' },
  }),
  route(':id/tags', TagCustomer, {
    about:
      'Adds tags to the customer; those that are there stay as they are. Refuses more than there may be.',
    refuses: ['customer-not-found', 'limit-reached'],
    example: { tags: ['newsletter', 'early-adopter'] },
  }),
  route(':id/tag-removals', UntagCustomer, {
    about:
      'Takes tags away; does nothing about those that the customer does not have. Refuses when there is no such customer.',
    refuses: ['customer-not-found'],
    example: { tags: ['early-adopter'] },
  }),
  route(':id/owner', AssignOwner, {
    about: 'Says who of us looks after the customer. Refuses when there is no such customer.',
    refuses: ['customer-not-found'],
    example: { owner: 'ben' },
  }),
  route(':id/owner-removals', UnassignOwner, {
    about:
      'Says that nobody of us looks after the customer any more; does nothing when nobody does. Refuses when there is no such customer.',
    refuses: ['customer-not-found'],
    example: {},
  }),
  route(':id/relations', RelateCustomer, {
    about:
      'Relates the customer to another one: an employer, a parent company, a household. Refuses when there is no such ' +
      'customer, or when it is the same.',
    refuses: ['customer-not-found', 'related-to-itself', 'related-customer-not-found', 'limit-reached'],
    example: { relation: 'works-for', relatedId: exampleIds.company },
  }),
  route(':id/relation-removals', UnrelateCustomer, {
    about: 'Takes a relation away; does nothing when there is none. Refuses when there is no such customer.',
    refuses: ['customer-not-found'],
    example: { relation: 'works-for', relatedId: exampleIds.company },
  }),
  route(':id/consents', GiveConsent, {
    about:
      'Records that the customer agrees to a purpose, for one channel or as such: to which wording, how that can be shown, ' +
      'and until when. The same again without evidence changes nothing. Refuses a consent that ends before it begins.',
    refuses: ['customer-not-found', 'expires-before-given', 'limit-reached'],
    example: {
      purpose: 'newsletter',
      channel: 'e-mail',
      wording: 'newsletter-2026-02',
      evidence: { how: 'web form, double opt-in', recordedBy: 'web-shop' },
    },
  }),
  route(':id/consent-withdrawals', WithdrawConsent, {
    about:
      'Records that the customer no longer agrees to a purpose; also one that was never agreed to. Refuses when there is no such customer.',
    refuses: ['customer-not-found', 'limit-reached'],
    example: { purpose: 'newsletter', channel: 'e-mail' },
  }),
  route(':id/processing-restrictions', RestrictProcessing, {
    about:
      'Records that the customer’s data is to be kept and not used (GDPR, article 18): until that is lifted, no consent allows ' +
      'anything. Refuses when there is no such customer.',
    refuses: ['customer-not-found'],
    example: { reason: 'accuracy contested' },
  }),
  route(':id/processing-restriction-lifts', LiftRestriction, {
    about: 'Records that the customer’s data may be used again. Refuses when there is no such customer.',
    refuses: ['customer-not-found'],
    example: { reason: 'accuracy confirmed' },
  }),
  route(':id/objections', RaiseObjection, {
    about:
      'Records that the customer objects to a purpose, or to every one (GDPR, article 21): until the objection is withdrawn, no ' +
      'consent to it allows anything. Refuses when there is no such customer.',
    refuses: ['customer-not-found', 'limit-reached'],
    example: { purpose: 'newsletter' },
  }),
  route(':id/objection-withdrawals', WithdrawObjection, {
    about:
      'Records that the customer no longer objects. An objection to every purpose is withdrawn as such. Refuses when there is no such customer.',
    refuses: ['customer-not-found'],
    example: { purpose: 'newsletter' },
  }),
  internal(EraseCustomer),
] as const;

export type CustomerCommand = CommandOf<typeof customerCommands>;
