import {
  type Consent,
  type ConsentGiven,
  type ConsentWithdrawn,
  type CustomerDetailsChanged,
  type CustomerKind,
  type CustomerRegistered,
  type CustomerTagged,
  type CustomerUntagged,
  type OptionalDetail,
  type OwnerAssigned,
} from '../../customers/customers.events.js';
import { type LogEvent, type Position, projection } from '../../event-sourcing/core.js';
import { type TimeZone } from '../time-zone.js';
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
  readonly owner: History<string>;
  /** For each tag that the customer ever had: whether it has it. */
  readonly tags: Readonly<Record<string, History<boolean>>>;
  /** For each purpose, or `purpose/channel`, that the customer said something about: whether it consents. */
  readonly consents: Readonly<Record<string, History<boolean>>>;
}

type AttributeEvent =
  | CustomerRegistered
  | CustomerDetailsChanged
  | CustomerTagged
  | CustomerUntagged
  | OwnerAssigned
  | ConsentGiven
  | ConsentWithdrawn;

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
            tags: flagsAfter(attributes.tags, recorded, event.data.tags ?? [], true),
          };
        case 'CustomerDetailsChanged':
          return { ...attributes, ...detailsAfter(attributes, event, recorded) };
        case 'CustomerTagged':
          return { ...attributes, tags: flagsAfter(attributes.tags, recorded, event.data.tags, true) };
        case 'CustomerUntagged':
          return { ...attributes, tags: flagsAfter(attributes.tags, recorded, event.data.tags, false) };
        case 'OwnerAssigned':
          return { ...attributes, owner: after(attributes.owner, recorded, event.data.owner) };
        case 'ConsentGiven':
        case 'ConsentWithdrawn': {
          const given = event.type === 'ConsentGiven';
          return {
            ...attributes,
            consents: flagsAfter(attributes.consents, recorded, [consentName(event.data)], given),
          };
        }
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

const consentName = ({ purpose, channel }: Consent): string =>
  channel === undefined ? purpose : `${purpose}/${channel}`;

type Flags = Readonly<Record<string, History<boolean>>>;

function flagsAfter(before: Flags, recorded: Recorded, names: readonly string[], is: boolean): Flags {
  const histories = new Map(Object.entries(before));
  for (const name of names) histories.set(name, withFact(histories.get(name) ?? [], recorded, is));
  return Object.fromEntries(histories);
}
