import { type AnyDecider, Deciders, type DomainEvent } from '../../event-sourcing/core.js';
import { type Given, logOf } from '../../event-sourcing/testing.js';
import { type HistoricalEvent } from '../customer-history.js';

export interface LampEvent extends DomainEvent {
  readonly data: { readonly occurredAt: string; readonly customerId?: string; readonly colour?: string };
}

/** Folds a stream to the number of its events and the last colour that one of them named. */
const counting = (category: string): AnyDecider => ({
  category,
  events: { Lit: { version: 1, personal: [] }, Sold: { version: 1, personal: [] } },
  initial: { events: 0 },
  evolve: (state, { data }) => ({
    ...(state as object),
    events: (state as { events: number }).events + 1,
    ...('colour' in data ? { lamp: { colour: data.colour } } : {}),
  }),
});

export const day = (number: number): string => `2026-01-0${number}T00:00:00.000Z`;

/** Lamps of customers: streams `lamp-<id>` beside the customers' own. */
export const folds = {
  deciders: new Deciders([counting('customer'), counting('lamp')]),
  names: new Map([['lamp', 'lamps']]),
};

/** An event of a lamp, or of a customer, that occurred on a day of January. */
export const lit = (
  stream: string,
  occurredOn: number,
  data: Omit<LampEvent['data'], 'occurredAt'> = {},
): Given<LampEvent> => ({ type: 'Lit', stream, data: { occurredAt: day(occurredOn), ...data } });

/** The events as an audit reads them, recorded on the day given or when they occurred. */
export async function* asHistory(events: readonly Given<LampEvent>[]): AsyncGenerator<HistoricalEvent> {
  yield* await Promise.resolve(logOf(events));
}
