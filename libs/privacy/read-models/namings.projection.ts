import {
  type AnyDecider,
  type DomainEvent,
  type LogEvent,
  projection,
  type Projection,
} from '../../event-sourcing/core.js';

/** One event that names customers in the stream of another one. Its `_id` is the event's position. */
export interface Naming {
  readonly named: readonly string[];
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
}

export type Namings = Projection<Naming, DomainEvent>;

/** For each event type that tells about others than its customer: the fields with their ids. */
const fieldsByType = (deciders: readonly AnyDecider[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    deciders.flatMap(({ events }) =>
      Object.entries(events).flatMap(([type, { about }]): [string, readonly string[]][] => {
        const fields = Object.values(about ?? {}).filter((field) => field !== undefined);
        return fields.length > 0 ? [[type, fields]] : [];
      }),
    ),
  );

/** Where customers are named in the streams of others: derived from the definitions of all events. */
export const namingsOf = (deciders: readonly AnyDecider[]): Namings => {
  const fields = fieldsByType(deciders);
  const namedBy = ({ type, data }: LogEvent): string[] => {
    const values: Readonly<Record<string, unknown>> = { ...data };
    return (fields.get(type) ?? []).map((field) => values[field]).filter((id) => typeof id === 'string');
  };
  return projection<Naming, DomainEvent>({
    name: 'namings',
    version: 1,
    events: [...fields.keys()],
    indexes: [{ fields: { named: 1, _id: 1 } }],
    documentIds: ({ position }) => [position],
    initial: () => ({ named: [], stream: '', revision: 0, type: '' }),
    evolve: (_, event) => {
      const { stream, revision, type } = event;
      return { named: namedBy(event), stream, revision, type };
    },
  });
};
