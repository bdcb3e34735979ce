import { type Filter, type Sort } from '../read-store.port.js';
import { idDirection, indexPrefix } from './document-keys.js';
import { type Conditions, conditionsOf } from './filter-conditions.js';
import { type Index, type IndexedField } from './index-entries.js';
import { ALL_DOCUMENTS, beginningWith, type KeyRange } from './key-range.js';
import { narrow } from './narrowing.js';

const idField = (direction: 1 | -1): IndexedField => ({ path: '_id', direction, multikey: false });

/** How the candidates of a query are to be walked through. */
export interface QueryPlan {
  /** The index to walk; undefined for the documents themselves, which lie in the order of their `_id`. */
  readonly index: Index | undefined;
  readonly ranges: readonly KeyRange[];
  /** The ranges are less than everything. */
  readonly narrowed: boolean;
  readonly reverse: boolean;
  /** The walk has the order that was asked for, so that it can stop at the limit. */
  readonly ordered: boolean;
  /** A document may turn up more than once. */
  readonly repeats: boolean;
}

interface Candidate extends QueryPlan {
  readonly rank: readonly number[];
}

/**
 * Given ids are the shortest way. Else it chooses the walk with the most fields held to given values; among equals one in the order asked for, then one that
 * is bounded by a range. A walk through everything is chosen only when nothing narrows, and then in an index's order
 * if that is the order asked for.
 */
export function planQuery(indexes: readonly Index[], filter: Filter, sort: Sort | undefined): QueryPlan {
  const conditions = conditionsOf(filter);
  const walkable = [undefined, ...indexes.filter(({ building }) => !building)];
  const candidates = walkable.map((index) => candidateFor(index, conditions, sort));
  return candidates.reduce((best, each) => (compareRanks(each.rank, best.rank) > 0 ? each : best));
}

function candidateFor(index: Index | undefined, conditions: Conditions, sort: Sort | undefined): Candidate {
  const fields = index === undefined ? [idField(1)] : [...index.fields, idField(idDirection(index))];
  const prefix = index === undefined ? Buffer.alloc(0) : indexPrefix(index);
  const narrowing = narrow(conditions, fields, index?.fields.length ?? 1, prefix);
  const direction = index?.truncated === true ? undefined : directionFor(sort, fields, conditions);
  const ordered = direction !== undefined;
  return {
    index,
    ranges: narrowing?.ranges ?? [index === undefined ? ALL_DOCUMENTS : beginningWith(prefix)],
    narrowed: narrowing !== undefined,
    reverse: direction === -1,
    ordered,
    repeats: fields.some(({ multikey }) => multikey),
    rank: [
      index === undefined && narrowing?.fixedFields === 1 ? 1 : 0,
      narrowing === undefined ? 0 : 1,
      narrowing?.fixedFields ?? 0,
      ordered && sort !== undefined ? 1 : 0,
      narrowing?.bounded === true ? 1 : 0,
    ],
  };
}

/** The direction in which walking an index over these fields gives the sort; undefined if neither does. */
function directionFor(
  sort: Sort | undefined,
  fields: readonly IndexedField[],
  conditions: Conditions,
): 1 | -1 | undefined {
  const fixedUpTo = fields.findIndex(({ path }) => !hasOneValue(path, conditions));
  const constants = new Set(
    fields.filter(({ path, multikey }) => !multikey && hasOneValue(path, conditions)),
  );
  let direction: 1 | -1 | undefined;
  let at = 0;
  for (const [path, wanted] of Object.entries(sort ?? {})) {
    if ([...constants].some((field) => field.path === path)) continue;
    let field = fields[at];
    while (field !== undefined && field.path !== path && (at < fixedUpTo || constants.has(field)))
      field = fields[++at];
    if (field?.path !== path || (field.multikey && isNarrowed(path, conditions))) return undefined;
    const needed = field.direction === wanted ? 1 : -1;
    if (direction !== undefined && direction !== needed) return undefined;
    direction = needed;
    at += 1;
  }
  return direction ?? 1;
}

function hasOneValue(path: string, conditions: Conditions): boolean {
  const asked = conditions.fields.get(path) ?? [];
  return asked.some((condition) => condition.kind === 'values' && condition.values.length === 1);
}

/** Of several values in one field the walk has to see all, to come to a document at the one that it is sorted by. */
function isNarrowed(path: string, conditions: Conditions): boolean {
  return conditions.fields.has(path) || conditions.alternatives.length > 0;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
