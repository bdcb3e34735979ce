import { type Json, type Position } from '../event-store/event-store.port.js';

/** A fact. `occurredAt` is when it happened (ISO 8601, UTC, milliseconds), as told by the caller. */
export interface DomainEvent {
  readonly type: string;
  readonly data: { readonly occurredAt: string };
}

/** Who did it, and through which service. `verified` says whether a credential proved it. */
export interface Actor {
  readonly id: string;
  readonly service: string;
  readonly verified: boolean;
}

/** The line of a file that an event was made of. */
export type EventSource = Readonly<{
  /** The name of the file, without its folder. */
  file: string;
  /** Counted from 1. */
  line: number;
}>;

/**
 * Which fields of an event's data are stored encrypted, by the subject whose key they are encrypted by: a customer's id, or
 * a stream's name while no customer was known.
 */
export type EncryptedFields = Readonly<Record<string, readonly string[]>>;

export interface EventMetadata {
  readonly commandId: string;
  /** Keyed hash over the request as sent: tells a repeated command from another with the same id. */
  readonly requestHash: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  readonly schemaVersion: number;
  /** Absent: it was made of no file. */
  readonly source?: EventSource;
  /** Absent: every field is stored as it is. */
  readonly encrypted?: EncryptedFields;
  /** When it was appended (ISO 8601, UTC, milliseconds); never goes back within a stream. */
  readonly recordedAt: string;
  /** Chains the stream: see `hash-chain.ts`. */
  readonly hash: string;
}

/** Where and how an event is stored. */
export interface Stored {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly metadata: EventMetadata;
  /** Personal fields that can't be read any more: their key was destroyed. Absent: none. */
  readonly erased?: readonly string[];
}

/** An event read back, in its newest shape. */
export type StoredEvent<E extends DomainEvent = DomainEvent> = E & Stored;

/** An event delivered from the whole log. */
export type LogEvent<E extends DomainEvent = DomainEvent> = StoredEvent<E>;

/** The fields of one event's data, as JSON, in the shape of an older version. */
export type OldData = Readonly<Record<string, Json>>;

/** A text of a person who was erased. */
export const ERASED = '[erased]';

/**
 * What the codec must know of one event type. `personal` names the fields of `data` that tell about a person.
 * `upcasters[n]` turns data of version n into version n + 1; each from 1 to `version - 1` is there.
 */
export interface EventDefinition<Data> {
  readonly version: number;
  readonly personal: readonly (keyof Data & string)[];
  /** Of personal fields that tell about somebody else than the event's customer: the field with that customer's id. */
  readonly about?: Readonly<Partial<Record<keyof Data & string, keyof Data & string>>>;
  /**
   * What personal fields read as once the person was erased. A personal field that isn't in here is absent then, so each
   * that the type demands must be.
   */
  readonly erased?: Partial<Data>;
  /**
   * What it tells about its customer is encrypted by a key of its stream's own, which is filed under the customer's: it can
   * be destroyed alone. Absent: by the customer's key.
   */
  readonly ownKey?: true;
  readonly upcasters?: Readonly<Record<number, (data: OldData) => OldData>>;
  /**
   * Nobody waits until it is in read models: where nothing else follows, they may have it a quarter of a second later,
   * together with what arrives until then. False when absent.
   */
  readonly unhurried?: true;
}

/** A definition for every event of a context: a forgotten one does not compile. */
export type EventDefinitions<E extends DomainEvent> = {
  readonly [Type in E['type']]: EventDefinition<Extract<E, { type: Type }>['data']>;
};

/** Definitions of some context's events, when the exact types don't matter. */
export type AnyEventDefinitions = Readonly<
  Record<
    string,
    Omit<EventDefinition<object>, 'personal' | 'about'> & {
      readonly personal: readonly string[];
      readonly about?: Readonly<Record<string, string | undefined>>;
    }
  >
>;

/** The names of all events of a context, for whoever listens to every one of them, also to those yet to be added. */
export const eventTypesOf = <Type extends string>(definitions: Readonly<Record<Type, unknown>>): Type[] =>
  Object.keys(definitions) as Type[];
