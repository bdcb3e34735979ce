import { type Deciders, type DomainEvent } from '../event-sourcing/core.js';
import { type HistoricalEvent } from './customer-history.js';

/** A stream as its decider folds it. `revision` is that of the last event that counted. */
export interface FoldedStream {
  readonly id: string;
  readonly revision: number;
  readonly state: unknown;
}

export interface CustomerState {
  /** Null: the customer hadn't been registered by then. */
  readonly customer: FoldedStream | null;
  readonly deals: readonly FoldedStream[];
  readonly orders: readonly FoldedStream[];
}

/** `customer-<id>` taken apart. */
const partsOf = (stream: string): readonly [category: string, id: string] => {
  const dash = stream.indexOf('-');
  return [stream.slice(0, dash), stream.slice(dash + 1)];
};

/**
 * The customer, its deals and its orders as they stood at `at`, as known at `knownAt`: the fold, in log order, by the
 * deciders' own `evolve`, of the events that had occurred by the one and were recorded by the other.
 */
export const stateAsOf = async (
  events: AsyncIterable<HistoricalEvent>,
  deciders: Deciders,
  customerId: string,
  { at, knownAt }: { readonly at: string; readonly knownAt: string },
): Promise<CustomerState> => {
  const folded = new Map<string, { revision: number; state: unknown; ofCustomer: boolean }>();
  for await (const event of events) {
    if (event.data.occurredAt > at || event.metadata.recordedAt > knownAt) continue;
    const [category] = partsOf(event.stream);
    const decider = deciders.of(category);
    if (!decider) continue;
    const before = folded.get(event.stream);
    folded.set(event.stream, {
      revision: event.revision,
      state: decider.evolve(before ? before.state : decider.initial, event),
      // A deal that is attached later on wasn't this customer's yet.
      ofCustomer: (before?.ofCustomer ?? false) || customerIdOf(event) === customerId,
    });
  }
  const of = (wanted: string): FoldedStream[] =>
    [...folded].flatMap(([stream, { revision, state, ofCustomer }]) => {
      const [category, id] = partsOf(stream);
      return category === wanted && ofCustomer ? [{ id, revision, state }] : [];
    });
  return { customer: of('customer')[0] ?? null, deals: of('deal'), orders: of('order') };
};

const customerIdOf = ({ data }: DomainEvent): unknown => ('customerId' in data ? data.customerId : undefined);
