import { type Deciders, type DomainEvent } from '../event-sourcing/core.js';

/** One value of a stream's state that an event changed; absent means that there was, or is, none. */
export interface Change {
  /** Dotted path within the state. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** As much of an event as tells what it changed. */
export type FoldedEvent = DomainEvent & { readonly stream: string };

export interface ReplayedEvent<E extends FoldedEvent = FoldedEvent> {
  readonly event: E;
  readonly changes: readonly Change[];
}

/** Each event with what it changed in its stream's state, as the deciders' own `evolve` has it. */
export async function* replay<E extends FoldedEvent>(
  events: AsyncIterable<E>,
  deciders: Deciders,
): AsyncGenerator<ReplayedEvent<E>> {
  const states = new Map<string, unknown>();
  for await (const event of events) {
    const decider = deciders.of(event.stream.slice(0, event.stream.indexOf('-')));
    if (!decider) throw new Error(`no context folds the stream ${event.stream}`);
    const before = states.get(event.stream) ?? decider.initial;
    const after = decider.evolve(before, event);
    states.set(event.stream, after);
    yield { event, changes: changesBetween(before, after) };
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** What differs between two values, field by field, down to the values that are no objects. */
export const changesBetween = (before: unknown, after: unknown, path = ''): Change[] => {
  if (Object.is(before, after)) return [];
  if (!isFields(before) && !isFields(after)) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  }
  const [one, other]: [Fields, Fields] = [isFields(before) ? before : {}, isFields(after) ? after : {}];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) =>
    changesBetween(one[name], other[name], path === '' ? name : `${path}.${name}`),
  );
};
