import { logOf, on } from '../../event-sourcing/testing.js';
import { type CustomerEvent } from '../customers.events.js';

export const at = (day: number): string => `2026-03-${`${day}`.padStart(2, '0')}T09:00:00.000Z`;

const ada = (day: number) => ({ customerId: 'ada', occurredAt: at(day) });

const phone = { id: 'p1', kind: 'phone', value: '+441632960960' } as const;
const mail = { id: 'm1', kind: 'e-mail', value: 'ada@engines.example' } as const;

/** A customer's life with everything in it that can happen to its own stream, and the company it works for. */
export const customerHistory: readonly CustomerEvent[] = [
  {
    type: 'CustomerRegistered',
    data: {
      ...ada(1),
      kind: 'person',
      name: 'Ada Lovelace',
      region: 'London',
      birthDate: '1985-12-10',
      owner: 'grace',
      tags: ['vip'],
      externalIds: [{ system: 'erp', id: '7' }],
      contactPoints: [phone],
    },
  },
  { type: 'CustomerDetailsChanged', data: { ...ada(2), name: 'Ada King', region: 'Surrey' } },
  { type: 'CustomerDetailsChanged', data: { ...ada(2), gender: 'f' } },
  {
    type: 'CustomerDetailsChanged',
    data: { ...ada(2), sector: 'poetry', cleared: ['birthDate', 'region'] },
  },
  { type: 'ContactPointAdded', data: { ...ada(2), contactPoint: mail } },
  {
    type: 'ContactPointAdded',
    data: { ...ada(2), contactPoint: { id: 's1', kind: 'social', value: 'ada', network: 'weibo' } },
  },
  { type: 'ContactPointRemoved', data: { ...ada(3), contactPoint: phone } },
  { type: 'ExternalIdAdded', data: { ...ada(3), externalId: { system: 'shop', id: '12' } } },
  { type: 'ExternalIdRemoved', data: { ...ada(3), externalId: { system: 'erp', id: '7' } } },
  { type: 'CustomerTagged', data: { ...ada(3), tags: ['press', 'poet'] } },
  { type: 'CustomerUntagged', data: { ...ada(3), tags: ['vip', 'poet'] } },
  { type: 'OwnerAssigned', data: { ...ada(3), owner: 'charles' } },
  {
    type: 'CustomerRelated',
    data: { ...ada(4), relation: 'works-for', relatedId: 'engines', relatedName: 'Engines' },
  },
  {
    type: 'CustomerRelated',
    data: { ...ada(4), relation: 'household', relatedId: 'william', relatedName: 'William' },
  },
  {
    type: 'CustomerUnrelated',
    data: { ...ada(5), relation: 'household', relatedId: 'william', relatedName: 'William' },
  },
  { type: 'ConsentGiven', data: { ...ada(5), purpose: 'newsletter', channel: 'e-mail' } },
  { type: 'ConsentWithdrawn', data: { ...ada(6), purpose: 'newsletter', channel: 'e-mail' } },
  {
    type: 'ConsentGiven',
    data: {
      ...ada(7),
      purpose: 'survey',
      wording: 'survey-2026',
      evidence: { how: 'web form', where: 'engines.example', recordedBy: 'web-shop' },
      expiresAt: at(20),
    },
  },
  { type: 'ProcessingRestricted', data: { ...ada(8), reason: 'accuracy contested' } },
  { type: 'ProcessingRestrictionLifted', data: { ...ada(9), reason: 'accuracy confirmed' } },
  { type: 'ObjectionRaised', data: { ...ada(10), purpose: 'profiling' } },
  { type: 'ObjectionRaised', data: ada(11) },
  { type: 'ObjectionWithdrawn', data: { ...ada(12), evidence: { how: 'phone call' } } },
];

export const company: CustomerEvent = {
  type: 'CustomerRegistered',
  data: {
    customerId: 'engines',
    occurredAt: at(1),
    kind: 'organisation',
    name: 'Müller & 王小明 Engines',
    region: 'London',
    owner: 'charles',
  },
};

/** The customers' own events, as a log. */
export const customerLog = logOf<CustomerEvent>([
  ...on('customer-engines', [company]),
  ...on('customer-ada', [...customerHistory]),
]);
