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
  readonly eventOf: (shown: readonly ShownTo[], occurredAt: string) => DomainEvent;
}

/** To whom personal data is shown, for what. */
export interface Viewer extends Pick<Principal, 'subject' | 'client'> {
  /** One of its own is made when absent. */
  readonly correlationId?: string;
}

/** Personal data that is about to be shown, to whom; of at most 200 customers. */
export interface ShownTo extends ShownData {
  readonly viewer: Required<Viewer>;
}

/** It could not be recorded that personal data is shown, so it isn't. */
export class AccessNotRecordedError extends Error {
  override readonly name = 'AccessNotRecordedError';
}

/** How many customers are named together at most: by what belongs to one request, and by one event. */
const MOST_CUSTOMERS = 200;
const MOST_IN_ONE_EVENT = 400;

/** In whose name the events are appended: each tells of several who saw something. */
const RECORDER = { id: 'access', service: 'records', verified: true };

/** What an answer that shows personal data may be refused with. */
const NOT_RECORDED = 'personal data is shown only once that is recorded';

/** Records that personal data is shown, before it is. */
export class AccessRecorder {
  private readonly recorder: Recorder<ShownTo> | undefined;

  /**
   * @param access undefined where no context keeps such records: then all is shown
   * @param readOnly nothing can be appended, so that nobody's data is shown
   */
  constructor(
    store: Pick<EventStore, 'append'>,
    codec: EventCodec,
    access: AccessEvents | undefined,
    now: () => Date,
    private readonly readOnly = false,
  ) {
    this.recorder =
      access &&
      new Recorder(store, codec, {
        category: access.category,
        actor: RECORDER,
        eventOf: access.eventOf,
        sizeOf: ({ customerIds }) => customerIds.length,
        room: MOST_IN_ONE_EVENT,
        now,
      });
  }

  /**
   * Resolves once it is stored durably; at once where the data is nobody's. Answers that wait at the same time share an event.
   * @throws AccessNotRecordedError
   */
  async record({ customerIds, operation }: ShownData, viewer: Viewer): Promise<void> {
    const { recorder } = this;
    if (!recorder || customerIds.length === 0) return;
    if (this.readOnly)
      throw new AccessNotRecordedError(`${NOT_RECORDED}, and this process only reads the stores`);
    const { subject, client, correlationId = randomUUID() } = viewer;
    const to = { operation, viewer: { subject, client, correlationId } };
    const records: Promise<void>[] = [];
    for (let from = 0; from < customerIds.length; from += MOST_CUSTOMERS)
      records.push(recorder.record({ ...to, customerIds: customerIds.slice(from, from + MOST_CUSTOMERS) }));
    try {
      await Promise.all(records);
    } catch (error) {
      throw new AccessNotRecordedError(`${NOT_RECORDED}: try again later`, { cause: error });
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
