import { update as applyWithMingo } from 'mingo/updater';
import { type Filter, type Update } from '../read-store.port.js';
import { isObject } from '../document-path.js';
import { type JsonDocument } from './stored-document.js';

/** The document after the update; the one given stays as it is. */
export function updated(document: JsonDocument, update: Update): JsonDocument {
  const operators = Object.fromEntries(
    Object.entries(update).filter(([operator]) => operator !== '$setOnInsert'),
  );
  const result = structuredClone(document);
  applyWithMingo(result, operators, [], {}, { cloneMode: 'deep' });
  return result;
}

/** The document an upsert makes where there is none: the fields the filter holds equal to a value, then the update. */
export function upserted(filter: Filter & { _id: string }, update: Update): JsonDocument {
  const { $setOnInsert, $set, ...operators } = update;
  return updated(
    { ...equalities(filter), _id: filter._id },
    { ...operators, $set: { ...$set, ...$setOnInsert } },
  );
}

function equalities(filter: Filter): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [path, condition] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(condition)) {
      for (const each of condition.filter(isObject)) Object.assign(fields, equalities(each));
    } else if (!path.startsWith('$') && !isOperators(condition)) {
      fields[path] = condition;
    } else if (isObject(condition) && '$eq' in condition) {
      fields[path] = condition.$eq;
    }
  }
  return fields;
}

function isOperators(condition: unknown): boolean {
  return (
    condition instanceof RegExp ||
    (isObject(condition) && Object.keys(condition).some((key) => key.startsWith('$')))
  );
}
