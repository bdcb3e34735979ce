import { type RecordedEvent } from '../event-store/event-store.port.js';
import { canonicalJson } from './canonical-json.js';
import {
  type AnyEventDefinitions,
  type DomainEvent,
  type EventMetadata,
  type OldData,
  type StoredEvent,
} from './domain-event.js';

export class UnknownEventTypeError extends Error {
  override readonly name = 'UnknownEventTypeError';
}

/**
 * Encodes domain events for the store and decodes stored ones. It has the definition of every event type of every
 * context, and upcasts old versions.
 */
export class EventCodec {
  private readonly definitions: AnyEventDefinitions;

  /** @throws Error when two contexts use one name, or an upcaster is missing */
  constructor(contexts: readonly AnyEventDefinitions[]) {
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
   * @throws UnknownEventTypeError for a type that no context defines
   */
  decode(recorded: RecordedEvent): StoredEvent {
    const definition = this.definitionOf(recorded.type);
    const metadata = recorded.metadata as unknown as EventMetadata;
    let data: OldData = recorded.data;
    for (let version = metadata.schemaVersion; version < definition.version; version += 1) {
      const upcast = definition.upcasters?.[version];
      if (!upcast)
        throw new UnknownEventTypeError(`${recorded.type} was stored in an unknown version ${version}`);
      data = upcast(data);
    }
    return { ...recorded, data: data as unknown as DomainEvent['data'], metadata };
  }

  private definitionOf(type: string): AnyEventDefinitions[string] {
    const definition = this.definitions[type];
    if (!definition) throw new UnknownEventTypeError(`no context defines the event type ${type}`);
    return definition;
  }
}
