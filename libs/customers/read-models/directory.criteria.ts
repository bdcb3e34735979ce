import { type Filter, type FindOptions, type Read } from '../../event-sourcing/core.js';
import { type ConsentChannel, type CustomerKind } from '../customers.events.js';
import { unexpired } from './directory.consents.js';
import { type DirectoryEntry, facet, type Facet, NOBODY } from './directory.projection.js';
import { beginningsOf, lengthOf, START_LENGTHS, startOf } from './names.js';

export const directorySorts = [
  'name',
  '-name',
  'registeredAt',
  '-registeredAt',
  'changedAt',
  '-changedAt',
] as const;
export type DirectorySort = (typeof directorySorts)[number];

/** All that is given must hold. */
export interface CustomerCriteria {
  /** Beginnings of words of the name, in any order. */
  readonly name?: string | undefined;
  readonly eMail?: string | undefined;
  readonly phone?: string | undefined;
  /** `<system>:<id>`. */
  readonly externalId?: string | undefined;
  /** The customer has each of them. */
  readonly tag?: readonly string[] | undefined;
  /** The customer has at least one of them. */
  readonly anyTag?: readonly string[] | undefined;
  readonly owner?: string | undefined;
  readonly withoutOwner?: boolean | undefined;
  /** A purpose that the customer agrees to, for the channel, or where none is given, as such. */
  readonly consent?: string | undefined;
  readonly consentChannel?: ConsentChannel | undefined;
  /** The customer's own events were recorded at this time or later. */
  readonly changedSince?: string | undefined;
  readonly kind?: CustomerKind | undefined;
  readonly region?: string | undefined;
}

/** Where customers are looked up. */
interface Source {
  find(filter: Filter, options: FindOptions): Promise<readonly Pick<Read<DirectoryEntry>, '_id'>[]>;
}

/**
 * Names that fewer customers share are fetched and sorted; of others a page is soon found by walking an index in the
 * order asked for.
 */
const COMMON = 500;

const inField = (field: keyof DirectoryEntry, value: string | undefined): Filter[] =>
  value === undefined ? [] : [{ [field]: value }];

const inFacet = (name: Facet, value: string | undefined): string[] =>
  value === undefined ? [] : [facet(name, value)];

const inConsent = ({ consent, consentChannel }: CustomerCriteria): string[] =>
  inFacet(consentChannel === undefined ? 'consent' : `consent-by-${consentChannel}`, consent);

const anyTagOf = (tags: readonly string[], beside: boolean): Filter =>
  beside ? { tags: { $in: tags } } : { facets: { $in: tags.map((tag) => facet('tag', tag)) } };

const beginsWith = (beginning: string): Filter => ({ $regex: `^${beginning}` });

/** What few customers share. */
const selectiveIn = ({ eMail, phone, externalId }: CustomerCriteria): readonly Filter[] => [
  ...inField('eMails', eMail?.trim().toLowerCase()),
  // A plus sign in a query string that was not escaped arrives as a space.
  ...inField('phones', phone === undefined ? undefined : `+${phone.replaceAll(/\D/g, '')}`),
  ...inField('externalIds', externalId),
];

/** The ids of those with such a word, if they are few. */
const fewWith = async (source: Source, beginning: string): Promise<readonly string[] | undefined> => {
  const found = await source.find(
    { words: beginsWith(beginning) },
    { limit: COMMON, projection: { _id: 1 } },
  );
  return found.length < COMMON ? found.map(({ _id }) => _id) : undefined;
};

/** The way to customers by words of their names alone: their ids if they are few, else an index in the order asked for. */
const wayByName = async (
  source: Source,
  beginnings: readonly string[],
  sort: DirectorySort,
): Promise<readonly Filter[]> => {
  const longestFirst = beginnings.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  const [longest, ...others] = longestFirst;
  if (longest === undefined) return [];
  const inOrder = sort.endsWith('name') ? [{ starts: startOf(longest) }] : [];
  if (inOrder.length > 0 && others.length === 0 && START_LENGTHS.includes(lengthOf(longest))) return inOrder;
  for (const beginning of longestFirst) {
    const ids = await fewWith(source, beginning);
    if (ids) return [{ _id: { $in: ids } }];
  }
  return inOrder;
};

/**
 * What the documents are asked for at a time; undefined: nobody meets the criteria, since nothing in the name is a word.
 *
 * What many customers share is found in an index in the order asked for; but beside something selective it is only
 * checked on what that finds, and said by `$all` or `$elemMatch`, so that no index of it is walked instead.
 */
export const filterOf = async (
  source: Source,
  criteria: CustomerCriteria,
  sort: DirectorySort,
  now: string,
): Promise<Filter | undefined> => {
  const { name, tag = [], anyTag, owner, withoutOwner, kind, region, changedSince } = criteria;
  const { consent, consentChannel } = criteria;
  const beginnings = beginningsOf(name ?? '');
  if (name !== undefined && beginnings.length === 0) return undefined;
  const facets = [
    ...tag.map((each) => facet('tag', each)),
    ...inFacet('owner', owner),
    ...inFacet('owner', withoutOwner ? NOBODY : undefined),
    ...inConsent(criteria),
    ...inFacet('region', region),
    ...inFacet('kind', kind),
  ];
  const selective = selectiveIn(criteria);
  const named = beginnings.map((beginning) => ({ words: { $elemMatch: beginsWith(beginning) } }));
  const conditions =
    selective.length === 0
      ? [
          ...(await wayByName(source, beginnings, sort)),
          ...facets.map((value) => ({ facets: value })),
          ...named,
        ]
      : [...selective, ...(facets.length === 0 ? [] : [{ facets: { $all: facets } }]), ...named];
  const further = [
    ...(anyTag === undefined ? [] : [anyTagOf(anyTag, selective.length > 0)]),
    ...(consent === undefined ? [] : [unexpired({ purpose: consent, channel: consentChannel }, now)]),
    ...(changedSince === undefined ? [] : [{ changedAt: { $gte: changedSince } }]),
  ];
  return conditions.length + further.length === 0 ? {} : { $and: [...conditions, ...further] };
};
