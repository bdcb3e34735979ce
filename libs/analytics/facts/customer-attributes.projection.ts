import {
  type CustomerDetailsChanged,
  type CustomerErased,
  type CustomerKind,
  type CustomerRegistered,
  type CustomerTagged,
  type CustomerUntagged,
  type OptionalDetail,
  type OwnerAssigned,
  type OwnerUnassigned,
} from '../../customers/customers.events.js';
import { ERASED, type LogEvent, type Position, projection } from '../../event-sourcing/core.js';
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
  readonly owner: History<string | null>;
  /** For each tag that the customer ever had: whether it has it. */
  readonly tags: Readonly<Record<string, History<boolean>>>;
}

type AttributeEvent =
  | CustomerRegistered
  | CustomerDetailsChanged
  | CustomerTagged
  | CustomerUntagged
  | OwnerAssigned
  | OwnerUnassigned
  | CustomerErased;

export const customerAttributesIn = (zone: TimeZone) =>
  projection<CustomerAttributes, AttributeEvent>({
    name: zonedName('customer-attributes', zone),
    version: 2,
    events: [
      'CustomerRegistered',
      'CustomerDetailsChanged',
      'CustomerTagged',
      'CustomerUntagged',
      'OwnerAssigned',
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
        case 'OwnerUnassigned':
          return { ...attributes, owner: after(attributes.owner, recorded, null) };
        case 'CustomerErased':
          // What was bought stays, and is counted by region, sector and source as before.
          return {
            ...attributes,
            name: attributes.name.slice(0, 1).map((fact) => ({ ...fact, value: ERASED })),
            tags: {},
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

function tagsAfter(
  before: CustomerAttributes['tags'],
  recorded: Recorded,
  tags: readonly string[],
  has: boolean,
): CustomerAttributes['tags'] {
  const histories = new Map(Object.entries(before));
  for (const tag of tags) histories.set(tag, withFact(histories.get(tag) ?? [], recorded, has));
  return Object.fromEntries(histories);
}
