import { type Deciders, type DomainEvent } from '../event-sourcing/core.js';
import { type HistoricalEvent } from './customer-history.js';

/** The category of customers' own streams. */
export const CUSTOMER = 'customer';

/** How streams are folded, and by which name the state lists those of a category, other than customers. */
export interface Folds {
  readonly deciders: Deciders;
  readonly names: ReadonlyMap<string, string>;
}

/** A stream as its decider folds it. `revision` is that of the last event that counted. */
export interface FoldedStream {
  readonly stream: string;
  readonly id: string;
  readonly revision: number;
  readonly state: unknown;
}

export interface CustomerState {
  /** Null: the customer hadn't been registered by then. */
  readonly customer: FoldedStream | null;
  /** The customer's other streams by the name of their context, each name there, such as `deals`. */
  readonly streams: Readonly<Record<string, readonly FoldedStream[]>>;
}

/** `customer-<id>` taken apart. */
export const partsOf = (stream: string): readonly [category: string, id: string] => {
  const dash = stream.indexOf('-');
  return [stream.slice(0, dash), stream.slice(dash + 1)];
};

/**
 * The customer and all its streams as they stood at `at`, as known at `knownAt`: the fold, in log order, by the
 * deciders' own `evolve`, of the events that had occurred by the one and were recorded by the other.
 * @throws Error for a stream that no decider folds
 */
export const stateAsOf = async (
  events: AsyncIterable<HistoricalEvent>,
  { deciders, names }: Folds,
  customerId: string,
  { at, knownAt }: { readonly at: string; readonly knownAt: string },
): Promise<CustomerState> => {
  const folded = new Map<string, { revision: number; state: unknown; ofCustomer: boolean }>();
  for await (const event of events) {
    if (event.data.occurredAt > at || event.metadata.recordedAt > knownAt) continue;
    const decider = deciders.of(partsOf(event.stream)[0]);
    if (!decider) throw new Error(`no context folds the stream ${event.stream}`);
    const before = folded.get(event.stream);
    folded.set(event.stream, {
      revision: event.revision,
      state: decider.evolve(before ? before.state : decider.initial, event),
      // A deal that is attached later on wasn't this customer's yet.
      ofCustomer: (before?.ofCustomer ?? false) || customerIdOf(event) === customerId,
    });
  }
  let customer: FoldedStream | null = null;
  const streams = Object.fromEntries([...names.values()].map((name): [string, FoldedStream[]] => [name, []]));
  for (const [stream, { revision, state, ofCustomer }] of folded) {
    const [category, id] = partsOf(stream);
    if (!ofCustomer) continue;
    if (category === CUSTOMER) customer = { stream, id, revision, state };
    else streams[names.get(category) ?? category]?.push({ stream, id, revision, state });
  }
  return { customer, streams };
};

const customerIdOf = ({ data }: DomainEvent): unknown => ('customerId' in data ? data.customerId : undefined);
