import { type RecordedEvent } from '../event-store/event-store.port.js';
import { type Keyring, NO_KEYS, type SubjectKeys } from '../keys/subject-keys.js';
import { canonicalJson } from './canonical-json.js';
import {
  type AnyEventDefinitions,
  type DomainEvent,
  type EventMetadata,
  type OldData,
  type StoredEvent,
} from './domain-event.js';
import { openFields, ownerOf, personalFields, sealFields } from './field-encryption.js';

/**
 * An event of a type or a version that no context defines: another service wrote it into one of our streams, or a newer
 * version of this one did.
 */
export class UnknownEventTypeError extends Error {
  override readonly name = 'UnknownEventTypeError';
}

/** Another service may write into our streams too; all that we write has a version of its shape. */
const hasOurMetadata = ({ schemaVersion }: EventMetadata): boolean =>
  Number.isSafeInteger(schemaVersion) && schemaVersion >= 1;

const whichEvent = ({ stream, revision, type }: RecordedEvent): string =>
  `event ${revision} of ${stream}, of type ${type},`;

/** An event as it will be stored, in canonical JSON. */
export interface EncodedEvent {
  readonly data: string;
  /** The metadata's `encrypted`; undefined where no field is. */
  readonly encrypted: string | undefined;
}

const encryptedIn = ({ metadata }: RecordedEvent): EventMetadata['encrypted'] =>
  (metadata as Partial<EventMetadata>).encrypted;

/**
 * Encodes domain events for the store and decodes stored ones. It has the definition of every event type of every
 * context, encrypts personal fields and decrypts them, and upcasts old versions. The keys that events take are fetched
 * beforehand, for many together.
 */
export class EventCodec {
  private readonly definitions: AnyEventDefinitions;

  /** @throws Error when two contexts use one name, or an upcaster is missing */
  constructor(
    contexts: readonly AnyEventDefinitions[],
    /** The events of each category of streams. */
    private readonly byCategory: ReadonlyMap<string, AnyEventDefinitions> = new Map(),
    /** Absent: nothing is encrypted. */
    private readonly keys?: SubjectKeys,
  ) {
    const all: Record<string, AnyEventDefinitions[string]> = {};
    for (const [type, definition] of contexts.flatMap((definitions) => Object.entries(definitions))) {
      if (all[type]) throw new Error(`two contexts define the event type ${type}`);
      for (let version = 1; version < definition.version; version += 1) {
        if (!definition.upcasters?.[version])
          throw new Error(`${type} has no upcaster from version ${version}`);
      }
      all[type] = definition;
    }
    this.definitions = all;
  }

  /** The names of this event type's personal fields. */
  personalFieldsOf(type: string): readonly string[] {
    return this.definitionOf(type).personal;
  }

  schemaVersionOf(type: string): number {
    return this.definitionOf(type).version;
  }

  /**
   * The keys that it takes to store these events in a stream, made where there are none; undefined where no field of them
   * is to be encrypted.
   * @throws SubjectErasedError, KeyStoreError
   */
  keysToEncode(events: readonly DomainEvent[], stream: string): Promise<Keyring> | undefined {
    if (!this.keys) return undefined;
    const subjects = new Set<string>();
    const filedUnder = new Map<string, string>();
    for (const event of events) {
      const definition = this.definitionOf(event.type);
      for (const subject of personalFields(definition, event, stream).keys()) subjects.add(subject);
      const owner = ownerOf(definition, event);
      if (owner !== undefined) filedUnder.set(stream, owner);
    }
    return subjects.size === 0 ? undefined : this.keys.fetchOrMake(subjects, filedUnder);
  }

  /** The event as it will be stored under that id, with nothing undefined in it; `keys` are those of `keysToEncode`. */
  encode(
    event: DomainEvent,
    place: { readonly id: string; readonly stream: string },
    keys?: Keyring,
  ): EncodedEvent {
    const definition = this.definitionOf(event.type);
    if (!keys) return { data: canonicalJson(event.data), encrypted: undefined };
    const { data, encrypted } = sealFields(definition, event, place, keys);
    return { data: canonicalJson(data), encrypted: encrypted && canonicalJson(encrypted) };
  }

  /**
   * The keys that it takes to decode these events. `recent`: a key that was destroyed in the last five seconds may be among
   * them; `now`: none that was destroyed before the call.
   * @throws KeyStoreError
   */
  keysToDecode(recorded: readonly RecordedEvent[], asOf: 'recent' | 'now' = 'recent'): Promise<Keyring> {
    const subjects = new Set<string>();
    for (const event of recorded)
      for (const subject of Object.keys(encryptedIn(event) ?? {})) subjects.add(subject);
    if (subjects.size === 0 || !this.keys) return Promise.resolve(NO_KEYS);
    return asOf === 'now' ? this.keys.fetchNow(subjects) : this.keys.fetch(subjects);
  }

  /**
   * The event in its newest shape. `keys` are those of `keysToDecode`; without them it must have no encrypted field.
   * Fields whose key was destroyed read as the event's definition says.
   * @throws UnknownEventTypeError naming stream, revision and type, for a type or a version that no context defines, and
   * for what another service wrote
   * @throws EventDamagedError when a field can't be decrypted
   * @throws KeyMissingError
   */
  decode(recorded: RecordedEvent, keys: Keyring = NO_KEYS): StoredEvent {
    const definition = this.definitions[recorded.type];
    if (!definition)
      throw new UnknownEventTypeError(`${whichEvent(recorded)} is of a type that no context defines`);
    const metadata = recorded.metadata as unknown as EventMetadata;
    if (!hasOurMetadata(metadata))
      throw new UnknownEventTypeError(`${whichEvent(recorded)} was not written by this service`);
    if (metadata.schemaVersion > definition.version) {
      throw new UnknownEventTypeError(
        `${whichEvent(recorded)} was written by a newer version of this service: its shape is ${metadata.schemaVersion}, ` +
          `the newest known here is ${definition.version}`,
      );
    }
    const { encrypted } = metadata;
    const { data: stored, erased } = encrypted
      ? openFields(recorded, encrypted, keys)
      : { data: recorded.data, erased: [] };
    let data: OldData = stored;
    for (let version = metadata.schemaVersion; version < definition.version; version += 1) {
      const upcast = definition.upcasters?.[version];
      if (!upcast)
        throw new UnknownEventTypeError(
          `${whichEvent(recorded)} was stored in an unknown version ${version}`,
        );
      data = upcast(data);
    }
    if (erased.length === 0) return { ...recorded, data: data as unknown as DomainEvent['data'], metadata };
    const readable = { ...definition.erased, ...data } as unknown as DomainEvent['data'];
    return { ...recorded, data: readable, metadata, erased };
  }

  /** Whether nobody waits until events of this type are in read models. */
  isUnhurried(type: string): boolean {
    return this.definitions[type]?.unhurried === true;
  }

  /** Whether any context defines this type. */
  knows(type: string): boolean {
    return type in this.definitions;
  }

  /** The types that events of this stream are of; undefined where its category is unknown. */
  typesOfStream(stream: string): ReadonlySet<string> | undefined {
    const definitions = this.byCategory.get(stream.slice(0, stream.indexOf('-')));
    return definitions && new Set(Object.keys(definitions));
  }

  private definitionOf(type: string): AnyEventDefinitions[string] {
    const definition = this.definitions[type];
    if (!definition) throw new UnknownEventTypeError(`no context defines the event type ${type}`);
    return definition;
  }
}
