import { type DomainEvent, type LogEvent } from '../events/domain-event.js';
import { type Filter, type IndexDeclaration } from '../read-store/read-store.port.js';

/**
 * A read model as a value: which events, which documents, and a pure fold. No clock, no ids, no look-ups:
 * the same events give the same documents, in whatever batches they come.
 *
 * A document is a JSON value; the runner adds `_id` and `_position`. A change in what the fold yields wants a
 * higher `version`: the new one is built beside the old, which serves until then.
 */
export interface Projection<D extends object, E extends DomainEvent> {
  readonly name: string;
  readonly version: number;
  readonly events: readonly E['type'][];
  /** Declared to the read store before the first document is written. */
  readonly indexes: readonly IndexDeclaration[];
  /** The documents that the event names. */
  documentIds(event: LogEvent<E>): readonly string[];
  /**
   * Documents that the event must change but can't name: a filter on indexed fields of this projection's own
   * collection, asked after everything before the event has been written. Undefined: none.
   */
  documentsWhere?(event: LogEvent<E>): Filter | undefined;
  initial(id: string): D;
  /** The document after the event; `null` deletes it. Never changes its arguments. */
  evolve(document: D, event: LogEvent<E>): D | null;
}

/** A projection among others, when only its name, events and shape of work matter. */
export type AnyProjection = Projection<object, DomainEvent>;

/** Declares a projection, so that its document and event types are checked together. */
export const projection = <D extends object, E extends DomainEvent>(definition: Projection<D, E>) =>
  definition;

/** The collection that holds one build of one version; the first build of a projection has the number 0. */
export const collectionOf = (
  projection: { readonly name: string; readonly version: number },
  build = 0,
): string => `${projection.name}@${projection.version}${build === 0 ? '' : `.${build}`}`;
