import {
  type Consent,
  type CustomerDetailsChanged,
  type CustomerErased,
  type CustomerKind,
  type CustomerRegistered,
  type CustomerTagged,
  type CustomerUntagged,
  type OptionalDetail,
  type OwnerAssigned,
  type WishEvent,
  type OwnerUnassigned,
} from '../../customers/customers.events.js';
import { ERASED, type LogEvent, type Position, projection } from '../../event-sourcing/core.js';
import { type TimeZone } from '../../platform/time-zone.js';
import { zonedName } from '../zoned-name.js';
import { type History, recordedIn, withFact } from './fact-history.js';

/** What reports group and filter customers by, as of any day. `null` in a history: unknown from that day on. */
export interface CustomerAttributes {
  /** Of the event that changed it last. */
  readonly position: Position;
  readonly kind: CustomerKind | null;
  readonly name: History<string>;
  readonly region: History<string | null>;
  readonly sector: History<string | null>;
  readonly source: History<string | null>;
  readonly owner: History<string | null>;
  /** For each tag that the customer ever had: whether it has it. */
  readonly tags: Readonly<Record<string, History<boolean>>>;
  /** For each purpose, or `purpose/channel`, that the customer said something about: what it said last. */
  readonly consents: Readonly<Record<string, History<StatedConsent>>>;
  /** For each purpose that the customer ever objected to, '' for every one: whether it objects. */
  readonly objections: Readonly<Record<string, History<boolean>>>;
  /** Whether its data is to be kept and not used. */
  readonly restricted: History<boolean>;
}

export interface StatedConsent {
  readonly given: boolean;
  /** The day on which the consent ends; absent: it doesn't. */
  readonly until?: string;
}

type AttributeEvent =
  | CustomerRegistered
  | CustomerDetailsChanged
  | CustomerTagged
  | CustomerUntagged
  | OwnerAssigned
  | WishEvent
  | OwnerUnassigned
  | CustomerErased;

export const customerAttributesIn = (zone: TimeZone) =>
  projection<CustomerAttributes, AttributeEvent>({
    name: zonedName('customer-attributes', zone),
    version: 3,
    events: [
      'CustomerRegistered',
      'CustomerDetailsChanged',
      'CustomerTagged',
      'CustomerUntagged',
      'OwnerAssigned',
      'ConsentGiven',
      'ConsentWithdrawn',
      'ObjectionRaised',
      'ObjectionWithdrawn',
      'ProcessingRestricted',
      'ProcessingRestrictionLifted',
      'OwnerUnassigned',
      'CustomerErased',
    ],
    indexes: [{ fields: { _position: 1 } }],
    documentIds: ({ data }) => [data.customerId],
    initial: () => ({
      position: '',
      kind: null,
      name: [],
      region: [],
      sector: [],
      source: [],
      owner: [],
      tags: {},
      consents: {},
      objections: {},
      restricted: [],
    }),
    evolve: (before, event) => {
      const recorded = recordedIn(zone, event);
      const attributes = { ...before, position: event.position };
      switch (event.type) {
        case 'CustomerRegistered':
          return {
            ...attributes,
            ...detailsAfter(attributes, event, recorded),
            kind: event.data.kind,
            owner: after(attributes.owner, recorded, event.data.owner),
            tags: tagsAfter(attributes.tags, recorded, event.data.tags ?? [], true),
          };
        case 'CustomerDetailsChanged':
          return { ...attributes, ...detailsAfter(attributes, event, recorded) };
        case 'CustomerTagged':
          return { ...attributes, tags: tagsAfter(attributes.tags, recorded, event.data.tags, true) };
        case 'CustomerUntagged':
          return { ...attributes, tags: tagsAfter(attributes.tags, recorded, event.data.tags, false) };
        case 'OwnerAssigned':
          return { ...attributes, owner: after(attributes.owner, recorded, event.data.owner) };
        case 'ConsentGiven': {
          const { expiresAt } = event.data;
          const until = expiresAt === undefined ? {} : { until: zone.dayOf(expiresAt) };
          return consentAfter(attributes, event.data, recorded, { given: true, ...until });
        }
        case 'ConsentWithdrawn':
          return consentAfter(attributes, event.data, recorded, { given: false });
        case 'ObjectionRaised':
        case 'ObjectionWithdrawn': {
          const { purpose = '' } = event.data;
          const objects = event.type === 'ObjectionRaised';
          return { ...attributes, objections: withNamed(attributes.objections, purpose, recorded, objects) };
        }
        case 'ProcessingRestricted':
        case 'ProcessingRestrictionLifted': {
          const restricted = event.type === 'ProcessingRestricted';
          return { ...attributes, restricted: withFact(attributes.restricted, recorded, restricted) };
        }
        case 'OwnerUnassigned':
          return { ...attributes, owner: after(attributes.owner, recorded, null) };
        case 'CustomerErased':
          // What was bought stays, and is counted by region, sector and source as before.
          return {
            ...attributes,
            name: attributes.name.slice(0, 1).map((fact) => ({ ...fact, value: ERASED })),
            tags: {},
            consents: {},
            objections: {},
          };
      }
    },
  });

type Recorded = ReturnType<typeof recordedIn>;

/** Undefined: the event doesn't change it. */
const after = <T>(history: History<T>, recorded: Recorded, value: T | undefined): History<T> =>
  value === undefined ? history : withFact(history, recorded, value);

function detailsAfter(
  { name, region, sector, source }: CustomerAttributes,
  { type, data }: LogEvent<CustomerRegistered | CustomerDetailsChanged>,
  recorded: Recorded,
) {
  const cleared = (detail: OptionalDetail) =>
    type === 'CustomerDetailsChanged' && data.cleared?.includes(detail) ? null : undefined;
  return {
    name: after(name, recorded, data.name),
    region: after(region, recorded, data.region ?? cleared('region')),
    sector: after(sector, recorded, data.sector ?? cleared('sector')),
    source: after(source, recorded, data.source ?? cleared('source')),
  };
}

const consentAfter = (
  attributes: CustomerAttributes,
  { purpose, channel }: Consent,
  recorded: Recorded,
  said: StatedConsent,
): CustomerAttributes => {
  const name = channel === undefined ? purpose : `${purpose}/${channel}`;
  return { ...attributes, consents: withNamed(attributes.consents, name, recorded, said) };
};

type Named<T> = Readonly<Record<string, History<T>>>;

/** Names are what people write: one may be called like what every object has. */
function withNamed<T>(before: Named<T>, name: string, recorded: Recorded, value: T): Named<T> {
  const histories = new Map(Object.entries(before));
  histories.set(name, withFact(histories.get(name) ?? [], recorded, value));
  return Object.fromEntries(histories);
}

const tagsAfter = (
  before: CustomerAttributes['tags'],
  recorded: Recorded,
  tags: readonly string[],
  has: boolean,
): CustomerAttributes['tags'] =>
  tags.reduce((histories, tag) => withNamed(histories, tag, recorded, has), before);
