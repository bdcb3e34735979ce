import { type AnyDecider, eventTypesOf } from '../../event-sourcing/core.js';
import { fieldsOf } from './fields-of.js';
import { mask, type PersonalKind } from './masks.js';

type Kinds = ReadonlyMap<string, PersonalKind>;

/** What a context declares. */
interface Declaring {
  readonly deciders?: readonly AnyDecider[];
  readonly masks?: Readonly<Record<string, PersonalKind>>;
}

/** What the contexts declare as personal in their events, for those who show events and the states folded from them. */
export class PersonalData {
  private readonly byType = new Map<string, Kinds>();
  private readonly byCategory = new Map<string, Kinds>();

  constructor(contexts: readonly Declaring[]) {
    for (const { deciders = [], masks = {} } of contexts) {
      for (const { category, events } of deciders) {
        const kindsOf = (fields: readonly string[]) =>
          fields.map((field) => [field, masks[field] ?? 'text'] as const);
        for (const type of eventTypesOf(events))
          this.byType.set(type, new Map(kindsOf(events[type]?.personal ?? [])));
        const all = Object.values(events).flatMap(({ personal }) => personal);
        this.byCategory.set(category, new Map(kindsOf([...all, ...Object.keys(masks)])));
      }
    }
  }

  /** Whether an event of this type tells about a person; of a type that nobody declares, it is taken to do. */
  isIn(type: string): boolean {
    return this.byType.get(type)?.size !== 0;
  }

  /** The data of an event with its personal fields masked; everything in it, if nobody declares the type. */
  maskedData(type: string, data: unknown): unknown {
    const kinds = this.byType.get(type);
    const fields = fieldsOf(data);
    if (kinds === undefined || fields === undefined) return mask('text', data);
    return masked(fields, (field, value) => {
      const kind = kinds.get(field);
      return kind === undefined ? value : mask(kind, value);
    });
  }

  /**
   * The state of a stream, masked wherever a field has the name of a personal one in an event of the stream, or of one that
   * its context has a mask for.
   */
  maskedState(stream: string, state: unknown): unknown {
    const kinds = this.byCategory.get(stream.slice(0, stream.indexOf('-')));
    return kinds === undefined ? mask('text', state) : maskedWithin(kinds, state);
  }
}

type Fields = Readonly<Record<string, unknown>>;

const masked = (fields: Fields, shown: (field: string, value: unknown) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, shown(field, value)]));

const maskedWithin = (kinds: Kinds, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => maskedWithin(kinds, item));
  const fields = fieldsOf(value);
  if (fields === undefined) return value;
  return masked(fields, (field, each) => {
    const kind = kinds.get(field);
    return kind === undefined ? maskedWithin(kinds, each) : mask(kind, each);
  });
};
