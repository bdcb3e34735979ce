import { EventStoreError, STREAM_NAME } from '../event-store.port.js';

/** The prefix of streams where none is set. */
export const STREAM_PREFIX = 'dossier.';

/** It ends with a dot, which no category has: so no stream of one prefix looks like a stream of another. */
export const PREFIX = /^[A-Za-z][A-Za-z0-9_.-]{0,48}\.$/;

/** A server is shared with other services: our streams are those whose names begin with a prefix, taken off in here. */
export class StreamNames {
  /** @throws EventStoreError when it is no prefix */
  constructor(readonly prefix: string) {
    if (!PREFIX.test(prefix)) throw new EventStoreError(`${JSON.stringify(prefix)} is no prefix of streams`);
  }

  onServer(stream: string): string {
    return `${this.prefix}${stream}`;
  }

  /** Undefined when the stream is none of ours. */
  ours(name: string): string | undefined {
    if (!name.startsWith(this.prefix)) return undefined;
    const stream = name.slice(this.prefix.length);
    return STREAM_NAME.test(stream) ? stream : undefined;
  }

  /** Holds the event that tells this log from others; it lies outside the prefix. */
  get identity(): string {
    return `identity.${this.prefix}`;
  }

  /** Where probes are appended; it lies outside the prefix. */
  get probe(): string {
    return `probe.${this.prefix}`;
  }
}
