import { Query } from 'mingo';
import { derivedId } from '../commands/identifiers.js';
import { type DomainEvent, type EventMetadata, type LogEvent, type Stored } from '../events/domain-event.js';
import { type Projection } from '../projections/projection.js';

/** What a spec may say of where an event stands; the rest is made up by `logOf`. */
export type Placed = Partial<Omit<Stored, 'metadata'>> & { readonly metadata?: Partial<EventMetadata> };

/** An event in a spec: what happened, and as much of where it stands as the spec cares for. */
export type Given<E extends DomainEvent> = E & Placed;

const POSITION_DIGITS = 16;

/**
 * The events as a log would deliver them, in this order. What isn't given is made up, always the same: stream
 * `subject-1`, revisions that rise by one within each stream, positions that rise by one over all, `recordedAt`
 * the latest `occurredAt` so far, ids and command ids derived from stream and revision.
 */
export function logOf<E extends DomainEvent>(events: readonly Given<E>[]): LogEvent<E>[] {
  const revisions = new Map<string, number>();
  let recordedAt = '';
  return events.map((event, index) => {
    const stream = event.stream ?? 'subject-1';
    const revision = event.revision ?? (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    if (event.data.occurredAt > recordedAt) recordedAt = event.data.occurredAt;
    const commandId = derivedId('spec-command', stream, `${revision}`);
    const metadata: EventMetadata = {
      commandId,
      requestHash: '',
      correlationId: commandId,
      causationId: commandId,
      actor: { id: 'someone', service: 'a-service', verified: true },
      schemaVersion: 1,
      recordedAt,
      hash: '',
      ...event.metadata,
    };
    return {
      ...event,
      id: event.id ?? derivedId('spec-event', stream, `${revision}`),
      stream,
      revision,
      position: event.position ?? (index + 1).toString().padStart(POSITION_DIGITS, '0'),
      metadata,
    };
  });
}

/** Places all events on one stream: `logOf([...on('deal-7', [opened, won]), ...on('order-1', [placed])])`. */
export const on = <E extends DomainEvent>(stream: string, events: readonly E[]): (E & { stream: string })[] =>
  events.map((event) => ({ ...event, stream }));

/**
 * The documents that stand after the events, by id, deleted ones left out: what the runner makes of the same log,
 * without a store. Events that the projection doesn't listen to are passed over. Arguments of the fold are frozen,
 * so one that changes them fails.
 *
 * @throws Error when the fold yields what is no JSON value (`undefined`, a date, `NaN`): stores would differ on it
 */
export function documentsAfter<D extends object, E extends DomainEvent>(
  projection: Projection<D, E>,
  events: readonly LogEvent<E>[],
): Record<string, D> {
  const types = new Set<string>(projection.events);
  const documents = new Map<string, D>();
  for (const event of events) {
    if (!types.has(event.type)) continue;
    deepFreeze(event);
    for (const id of idsOf(projection, event, documents)) {
      const before = documents.get(id) ?? deepFreeze(projection.initial(id));
      const after = projection.evolve(before, event);
      if (after === null) documents.delete(id);
      else documents.set(id, deepFreeze(asJson(after, `${projection.name}, ${id}, after ${event.type}`)));
    }
  }
  return Object.fromEntries(documents);
}

function idsOf<D extends object, E extends DomainEvent>(
  projection: Projection<D, E>,
  event: LogEvent<E>,
  documents: ReadonlyMap<string, D>,
): ReadonlySet<string> {
  const ids = new Set(projection.documentIds(event));
  const filter = projection.documentsWhere?.(event);
  if (!filter) return ids;
  const query = new Query({ ...filter });
  for (const [id, document] of documents) if (query.test({ ...document, _id: id })) ids.add(id);
  return ids;
}

function asJson<D extends object>(document: D, where: string): D {
  const problem = nonJsonIn(document, '');
  if (problem !== undefined) throw new Error(`${where}: ${problem} is no JSON value`);
  return document;
}

/** The path of the first thing in a value that JSON can't say. */
function nonJsonIn(value: unknown, path: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object') return path;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return path;
  for (const [key, part] of Object.entries(value)) {
    const problem = nonJsonIn(part, path === '' ? key : `${path}.${key}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  }
  return Object.freeze(value);
}
