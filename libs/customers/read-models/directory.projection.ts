import { projection } from '../../event-sourcing/core.js';
import { detailsAfter } from '../details.published.js';
import {
  type ContactPoint,
  type ContactPointAdded,
  type ContactPointRemoved,
  type CustomerDetailsChanged,
  type CustomerErased,
  type CustomerKind,
  type CustomerRegistered,
  type CustomerTagged,
  type CustomerUntagged,
  type ExternalId,
  type ExternalIdAdded,
  type ExternalIdRemoved,
  type OwnerAssigned,
} from '../customers.events.js';
import { folded, startsOf, wordsOf } from './names.js';

/** What a list of customers shows of one. */
interface Shown {
  readonly kind: CustomerKind;
  readonly name: string;
  readonly registeredAt: string;
  readonly company?: string;
  readonly region?: string;
  readonly owner?: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  /** `<system>:<id>`. */
  readonly externalIds: readonly string[];
  readonly tags: readonly string[];
}

export interface DirectoryEntry extends Shown {
  readonly sortName: string;
  readonly words: readonly string[];
  /** The first character and the first three of each word. */
  readonly starts: readonly string[];
  /** What many customers have in common, as `<facet>:<value>`: one index serves them all, in either order. */
  readonly facets: readonly string[];
}

export type Facet = 'kind' | 'region' | 'owner' | 'tag';

export const facet = (name: Facet, value: string): string => `${name}:${value}`;

type DirectoryEvent =
  | CustomerRegistered
  | CustomerDetailsChanged
  | ContactPointAdded
  | ContactPointRemoved
  | ExternalIdAdded
  | ExternalIdRemoved
  | CustomerTagged
  | CustomerUntagged
  | OwnerAssigned
  | CustomerErased;

const entryOf = (shown: Shown, words: readonly string[]): DirectoryEntry => ({
  ...shown,
  sortName: folded(shown.name),
  words,
  starts: startsOf(words),
  facets: [
    facet('kind', shown.kind),
    ...(shown.region === undefined ? [] : [facet('region', shown.region)]),
    ...(shown.owner === undefined ? [] : [facet('owner', shown.owner)]),
    ...shown.tags.map((tag) => facet('tag', tag)),
  ],
});

const valuesOf = (points: readonly ContactPoint[], kind: ContactPoint['kind']): string[] =>
  points.filter((point) => point.kind === kind).map(({ value }) => value);

const externalIdText = ({ system, id }: ExternalId): string => `${system}:${id}`;

const registered = ({ data }: CustomerRegistered): DirectoryEntry => {
  const { kind, name, occurredAt: registeredAt, company, region, owner } = data;
  const { contactPoints = [], externalIds = [], tags = [] } = data;
  return entryOf(
    {
      kind,
      name,
      registeredAt,
      ...(company === undefined ? {} : { company }),
      ...(region === undefined ? {} : { region }),
      ...(owner === undefined ? {} : { owner }),
      emails: valuesOf(contactPoints, 'e-mail'),
      phones: valuesOf(contactPoints, 'phone'),
      externalIds: externalIds.map(externalIdText),
      tags,
    },
    wordsOf(name),
  );
};

const detailsChanged = (entry: DirectoryEntry, { data }: CustomerDetailsChanged): DirectoryEntry => {
  const { name, company, region } = detailsAfter(entry, data);
  if (name === entry.name && company === entry.company && region === entry.region) return entry;
  const { company: _company, region: _region, ...others } = entry;
  return entryOf(
    {
      ...others,
      name,
      ...(company === undefined ? {} : { company }),
      ...(region === undefined ? {} : { region }),
    },
    name === entry.name ? entry.words : wordsOf(name),
  );
};

/** Contact points of other kinds are not looked up by. */
const listOf = ({ kind }: ContactPoint): 'emails' | 'phones' | undefined =>
  kind === 'e-mail' ? 'emails' : kind === 'phone' ? 'phones' : undefined;

/** Finds customers by what is known of them. One document for each customer, with its id. */
export const directory = projection<DirectoryEntry, DirectoryEvent>({
  name: 'directory',
  version: 3,
  events: [
    'CustomerRegistered',
    'CustomerDetailsChanged',
    'ContactPointAdded',
    'ContactPointRemoved',
    'ExternalIdAdded',
    'ExternalIdRemoved',
    'CustomerTagged',
    'CustomerUntagged',
    'OwnerAssigned',
    'CustomerErased',
  ],
  indexes: [
    { fields: { sortName: 1 } },
    { fields: { registeredAt: 1 } },
    { fields: { words: 1 } },
    { fields: { starts: 1, sortName: 1 } },
    { fields: { emails: 1 } },
    { fields: { phones: 1 } },
    { fields: { externalIds: 1 } },
    { fields: { facets: 1, sortName: 1 } },
    { fields: { facets: 1, registeredAt: 1 } },
  ],
  documentIds: ({ data }) => [data.customerId],
  initial: () => ({
    kind: 'person',
    name: '',
    registeredAt: '',
    emails: [],
    phones: [],
    externalIds: [],
    tags: [],
    sortName: '',
    words: [],
    starts: [],
    facets: [],
  }),
  evolve: (entry, event) => {
    switch (event.type) {
      case 'CustomerRegistered':
        return registered(event);
      case 'CustomerDetailsChanged':
        return detailsChanged(entry, event);
      case 'ContactPointAdded': {
        const { contactPoint } = event.data;
        const list = listOf(contactPoint);
        return list ? { ...entry, [list]: [...entry[list], contactPoint.value] } : entry;
      }
      case 'ContactPointRemoved': {
        const { contactPoint } = event.data;
        const list = listOf(contactPoint);
        return list
          ? { ...entry, [list]: entry[list].filter((value) => value !== contactPoint.value) }
          : entry;
      }
      case 'ExternalIdAdded':
        return { ...entry, externalIds: [...entry.externalIds, externalIdText(event.data.externalId)] };
      case 'ExternalIdRemoved': {
        const removed = externalIdText(event.data.externalId);
        return { ...entry, externalIds: entry.externalIds.filter((text) => text !== removed) };
      }
      case 'CustomerTagged':
        return entryOf({ ...entry, tags: [...entry.tags, ...event.data.tags] }, entry.words);
      case 'CustomerUntagged':
        return entryOf(
          { ...entry, tags: entry.tags.filter((tag) => !event.data.tags.includes(tag)) },
          entry.words,
        );
      case 'OwnerAssigned':
        return entryOf({ ...entry, owner: event.data.owner }, entry.words);
      case 'CustomerErased':
        return null;
    }
  },
});
