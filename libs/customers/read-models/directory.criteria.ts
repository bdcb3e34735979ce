import { type Filter } from '../../event-sourcing/index.js';
import { type CustomerKind } from '../customers.events.js';
import { type DirectoryEntry, facet, type Facet } from './directory.projection.js';
import { beginningsOf } from './names.js';

/** All that is given must hold. */
export interface CustomerCriteria {
  /** Beginnings of words of the name, in any order. */
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  /** `<system>:<id>`. */
  readonly externalId?: string | undefined;
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  readonly kind?: CustomerKind | undefined;
  readonly region?: string | undefined;
}

const inField = (field: keyof DirectoryEntry, value: string | undefined): Filter[] =>
  value === undefined ? [] : [{ [field]: value }];

const inFacet = (name: Facet, value: string | undefined): string[] =>
  value === undefined ? [] : [facet(name, value)];

const lengthOf = (text: string): number => Array.from(text).length;

/** One or two characters begin so many names that these have entries of their own. */
const isShort = (beginning: string): boolean => lengthOf(beginning) <= 2;

/** What few customers share, the longest beginning of a name before others: an index narrows by the first. */
const selectiveIn = (
  { email, phone, externalId }: CustomerCriteria,
  beginnings: readonly string[],
): readonly Filter[] => [
  ...inField('emails', email?.trim().toLowerCase()),
  // A plus sign in a query string that was not escaped arrives as a space.
  ...inField('phones', phone === undefined ? undefined : `+${phone.replaceAll(/\D/g, '')}`),
  ...inField('externalIds', externalId),
  ...beginnings
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))
    .map((beginning) => ({ words: { $regex: `^${beginning}` } })),
];

/**
 * What the documents are asked for; undefined: nobody meets the criteria, since nothing in the name is a word.
 *
 * What many customers share is found in an index in the order asked for; but beside something selective it is only
 * checked on what that finds, and said by `$all`, so that no index of it is walked instead.
 */
export const filterOf = (criteria: CustomerCriteria): Filter | undefined => {
  const { name, tag, owner, kind, region } = criteria;
  const beginnings = beginningsOf(name ?? '');
  if (name !== undefined && beginnings.length === 0) return undefined;
  const starts = beginnings.filter(isShort);
  const facets = [
    ...inFacet('tag', tag),
    ...inFacet('owner', owner),
    ...inFacet('region', region),
    ...inFacet('kind', kind),
  ];
  const selective = selectiveIn(
    criteria,
    beginnings.filter((beginning) => !isShort(beginning)),
  );
  const shared =
    selective.length === 0
      ? [...starts.map((start) => ({ starts: start })), ...facets.map((value) => ({ facets: value }))]
      : [
          ...(starts.length === 0 ? [] : [{ starts: { $all: starts } }]),
          ...(facets.length === 0 ? [] : [{ facets: { $all: facets } }]),
        ];
  const conditions = [...selective, ...shared];
  return conditions.length === 0 ? {} : { $and: conditions };
};
