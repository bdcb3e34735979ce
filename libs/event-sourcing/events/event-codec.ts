import { type RecordedEvent } from '../event-store/event-store.port.js';
import { canonicalJson } from './canonical-json.js';
import {
  type AnyEventDefinitions,
  type DomainEvent,
  type EventMetadata,
  type OldData,
  type StoredEvent,
} from './domain-event.js';

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

/**
 * Encodes domain events for the store and decodes stored ones. It has the definition of every event type of every
 * context, and upcasts old versions.
 */
export class EventCodec {
  private readonly definitions: AnyEventDefinitions;

  /** @throws Error when two contexts use one name, or an upcaster is missing */
  constructor(
    contexts: readonly AnyEventDefinitions[],
    /** The events of each category of streams. */
    private readonly byCategory: ReadonlyMap<string, AnyEventDefinitions> = new Map(),
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

  /** The event's data as it will be stored: canonical JSON, with nothing undefined in it. */
  encode(event: DomainEvent): string {
    this.definitionOf(event.type);
    return canonicalJson(event.data);
  }

  /**
   * The event in its newest shape.
   * @throws UnknownEventTypeError naming stream, revision and type, for a type or a version that no context defines, and
   * for what another service wrote
   */
  decode(recorded: RecordedEvent): StoredEvent {
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
    let data: OldData = recorded.data;
    for (let version = metadata.schemaVersion; version < definition.version; version += 1) {
      const upcast = definition.upcasters?.[version];
      if (!upcast)
        throw new UnknownEventTypeError(
          `${whichEvent(recorded)} was stored in an unknown version ${version}`,
        );
      data = upcast(data);
    }
    return { ...recorded, data: data as unknown as DomainEvent['data'], metadata };
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
