import { randomUUID } from 'node:crypto';
import { type FastifyRequest } from 'fastify';
import {
  type AnyEventDefinitions,
  type DomainEvent,
  type EventCodec,
  type EventStore,
  Recorder,
} from '../../event-sourcing/core.js';
import { type Principal } from './principal.js';

/** Personal data that is about to be shown. */
export interface ShownData {
  /** Whose. */
  readonly customerIds: readonly string[];
  /** What was asked: the id of the operation, or the name of a command of the command line. */
  readonly operation: string;
}

/** The events by which it is recorded who has seen whose personal data. */
export interface AccessEvents {
  readonly category: string;
  readonly events: AnyEventDefinitions;
  readonly eventOf: (shown: ShownData, occurredAt: string) => DomainEvent;
}

/** To whom personal data is shown, for what. */
export interface Viewer extends Pick<Principal, 'subject' | 'client'> {
  readonly correlationId?: string;
}

/** It could not be recorded that personal data is shown, so it isn't. */
export class AccessNotRecordedError extends Error {
  override readonly name = 'AccessNotRecordedError';
}

/** How many customers one event names at most. */
const MOST_CUSTOMERS = 200;

/** Records that personal data is shown, before it is. */
export class AccessRecorder {
  private readonly recorder: Recorder | undefined;

  /** `access`: undefined where nothing is recorded, because this process may not write, or no context keeps such records. */
  constructor(
    store: Pick<EventStore, 'append'>,
    codec: EventCodec,
    private readonly access: AccessEvents | undefined,
    private readonly now: () => Date,
  ) {
    this.recorder = access && new Recorder(store, codec, { category: access.category, now });
  }

  /**
   * Resolves once it is stored durably; at once where the data is nobody's.
   * @throws AccessNotRecordedError
   */
  async record({ customerIds, operation }: ShownData, viewer: Viewer): Promise<void> {
    const { access, recorder } = this;
    if (!access || !recorder || customerIds.length === 0) return;
    const occurredAt = this.now().toISOString();
    const commandId = randomUUID();
    const correlationId = viewer.correlationId ?? commandId;
    const origin = {
      actor: { id: viewer.subject, service: viewer.client, verified: true },
      causationId: correlationId,
      commandId,
      correlationId,
      requestHash: '',
    };
    const records: Promise<void>[] = [];
    for (let from = 0; from < customerIds.length; from += MOST_CUSTOMERS) {
      const some = customerIds.slice(from, from + MOST_CUSTOMERS);
      records.push(recorder.record(access.eventOf({ customerIds: some, operation }, occurredAt), origin));
    }
    try {
      await Promise.all(records);
    } catch (error) {
      throw new AccessNotRecordedError('personal data is shown only once that is recorded: try again later', {
        cause: error,
      });
    }
  }
}

/** Who sent the request, with the id of what it belongs to: its own, where the caller named none. */
export const viewerOf = (request: FastifyRequest, { subject, client }: Principal): Viewer => {
  const given = request.headers['correlation-id'];
  return {
    subject,
    client,
    correlationId: typeof given === 'string' && given !== '' ? given.slice(0, 200) : request.id,
  };
};
