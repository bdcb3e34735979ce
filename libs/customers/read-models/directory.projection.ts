import { eventTypesOf, projection } from '../../event-sourcing/core.js';
import { folded } from '../../platform/folded-text.js';
import { detailsAfter } from '../details.published.js';
import {
  type ConsentChannel,
  type ContactPoint,
  type CustomerDetailsChanged,
  type CustomerErased,
  type CustomerEvent,
  customerEvents,
  type CustomerKind,
  type CustomerRegistered,
  type ExternalId,
} from '../customers.events.js';
import { type Wishes, wishesAfter } from '../wishes.published.js';
import { agreedTo } from './directory.consents.js';
import { startsOf, wordsOf } from './names.js';

/** What a list of customers shows of one. */
interface Shown {
  readonly kind: CustomerKind;
  readonly name: string;
  readonly registeredAt: string;
  /** When its last event was recorded. */
  readonly changedAt: string;
  readonly company?: string;
  readonly region?: string;
  readonly owner?: string;
  readonly eMails: readonly string[];
  readonly phones: readonly string[];
  /** `<system>:<id>`. */
  readonly externalIds: readonly string[];
  readonly tags: readonly string[];
}

export interface DirectoryEntry extends Shown, Wishes {
  readonly sortName: string;
  readonly words: readonly string[];
  /** The first character and the first three of each word. */
  readonly starts: readonly string[];
  /** What many customers have in common, as `<facet>:<value>`: one index serves them all, in either order. */
  readonly facets: readonly string[];
}

export type Facet = 'kind' | 'region' | 'owner' | 'tag' | 'consent' | `consent-by-${ConsentChannel}`;

export const facet = (name: Facet, value: string): string => `${name}:${value}`;

/** Those without an owner share this facet: no owner's name is blank. */
export const NOBODY = '';

const entryOf = (shown: Shown & Wishes, words: readonly string[]): DirectoryEntry => ({
  ...shown,
  sortName: folded(shown.name),
  words,
  starts: startsOf(words),
  facets: [
    facet('kind', shown.kind),
    ...(shown.region === undefined ? [] : [facet('region', shown.region)]),
    facet('owner', shown.owner ?? NOBODY),
    ...shown.tags.map((tag) => facet('tag', tag)),
    ...agreedTo(shown).map(({ purpose, channel }) =>
      facet(channel === undefined ? 'consent' : `consent-by-${channel}`, purpose),
    ),
  ],
});

const valuesOf = (points: readonly ContactPoint[], kind: ContactPoint['kind']): string[] =>
  points.filter((point) => point.kind === kind).map(({ value }) => value);

const externalIdText = ({ system, id }: ExternalId): string => `${system}:${id}`;

const registered = ({ data }: CustomerRegistered, changedAt: string): DirectoryEntry => {
  const { kind, name, occurredAt: registeredAt, company, region, owner } = data;
  const { contactPoints = [], externalIds = [], tags = [] } = data;
  return entryOf(
    {
      kind,
      name,
      registeredAt,
      changedAt,
      ...(company === undefined ? {} : { company }),
      ...(region === undefined ? {} : { region }),
      ...(owner === undefined ? {} : { owner }),
      eMails: valuesOf(contactPoints, 'e-mail'),
      phones: valuesOf(contactPoints, 'phone'),
      externalIds: externalIds.map(externalIdText),
      tags,
      consents: [],
      objections: [],
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
const listOf = ({ kind }: ContactPoint): 'eMails' | 'phones' | undefined =>
  kind === 'e-mail' ? 'eMails' : kind === 'phone' ? 'phones' : undefined;

const entryAfter = (
  entry: DirectoryEntry,
  event: Exclude<CustomerEvent, CustomerRegistered | CustomerErased>,
): DirectoryEntry => {
  switch (event.type) {
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
      return list ? { ...entry, [list]: entry[list].filter((value) => value !== contactPoint.value) } : entry;
    }
    case 'ExternalIdAdded':
      return { ...entry, externalIds: [...entry.externalIds, externalIdText(event.data.externalId)] };
    case 'ExternalIdRemoved': {
      const removed = externalIdText(event.data.externalId);
      return { ...entry, externalIds: entry.externalIds.filter((text) => text !== removed) };
    }
    case 'CustomerTagged':
      return refaceted({ ...entry, tags: [...entry.tags, ...event.data.tags] });
    case 'CustomerUntagged':
      return refaceted({ ...entry, tags: entry.tags.filter((tag) => !event.data.tags.includes(tag)) });
    case 'OwnerAssigned':
      return refaceted({ ...entry, owner: event.data.owner });
    case 'OwnerUnassigned': {
      const { owner: _owner, ...ownerless } = entry;
      return refaceted(ownerless);
    }
    case 'ConsentGiven':
    case 'ConsentWithdrawn':
    case 'ProcessingRestricted':
    case 'ProcessingRestrictionLifted':
    case 'ObjectionRaised':
    case 'ObjectionWithdrawn':
      return refaceted(wishesAfter(entry, event));
    case 'CustomerRelated':
    case 'CustomerUnrelated':
      return entry;
  }
};

const refaceted = (entry: DirectoryEntry): DirectoryEntry => entryOf(entry, entry.words);

/** Finds customers by what is known of them. One document for each customer, with its id. */
export const directory = projection<DirectoryEntry, CustomerEvent>({
  name: 'directory',
  version: 4,
  events: eventTypesOf(customerEvents),
  indexes: [
    { fields: { sortName: 1 } },
    { fields: { registeredAt: 1 } },
    { fields: { changedAt: 1 } },
    { fields: { words: 1 } },
    { fields: { starts: 1, sortName: 1 } },
    { fields: { eMails: 1 } },
    { fields: { phones: 1 } },
    { fields: { externalIds: 1 } },
    { fields: { facets: 1, sortName: 1 } },
    { fields: { facets: 1, registeredAt: 1 } },
    { fields: { facets: 1, changedAt: 1 } },
  ],
  documentIds: ({ data }) => [data.customerId],
  initial: () => ({
    kind: 'person',
    name: '',
    registeredAt: '',
    changedAt: '',
    eMails: [],
    phones: [],
    externalIds: [],
    tags: [],
    sortName: '',
    words: [],
    starts: [],
    facets: [],
    consents: [],
    objections: [],
  }),
  evolve: (entry, event) => {
    const { recordedAt } = event.metadata;
    if (event.type === 'CustomerErased') return null;
    return event.type === 'CustomerRegistered'
      ? registered(event, recordedAt)
      : { ...entryAfter(entry, event), changedAt: recordedAt };
  },
});
