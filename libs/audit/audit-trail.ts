import {
  type EventCodec,
  type EventStore,
  type Position,
  type ReadModel,
  type ReadModels,
  streamOf,
} from '../event-sourcing/core.js';
import { customerNotFound, nothingRecorded } from './audit.errors.js';
import { foldedStreams, type HeldStream } from './held-streams.js';
import {
  type HistoricalEvent,
  type HistoryPage,
  pageOfHistory,
  scannedHistory,
  wholeHistory,
} from './customer-history.js';
import { type HistoryEntry, type HistoryIndex } from './read-models/history.projection.js';
import { pageOfStream, wholeStream } from './stream-history.js';
import { type CustomerState, type Folds, stateAsOf } from './state-as-of.js';

/** What the contexts give to audits. */
export interface Audited extends Folds {
  readonly history: HistoryIndex;
}

/** What holds for a whole history: nothing is missing up to that position of the log. Absent while the log is empty. */
export interface Complete {
  readonly logPosition: Position | undefined;
}

export interface WholeHistory extends Complete {
  readonly events: AsyncIterable<HistoricalEvent>;
}

/**
 * A customer's history for auditors: the events themselves, read from the event store. Every method that finds them
 * throws `AuditError` `customer-not-found` for a customer of whom nothing is known.
 */
export class AuditTrail {
  constructor(
    private readonly readModels: ReadModels,
    readonly store: EventStore,
    readonly codec: EventCodec,
    private readonly audited: Audited,
  ) {}

  async page(
    customerId: string,
    request: { readonly limit: number; readonly cursor?: string | undefined },
    minPosition?: Position,
  ): Promise<HistoryPage & Complete> {
    const index = await this.indexOf(customerId, minPosition);
    const found = await pageOfHistory(index, this.store, this.codec, customerId, request);
    return { ...found, logPosition: index.position };
  }

  async whole(customerId: string, minPosition?: Position): Promise<WholeHistory> {
    const index = await this.indexOf(customerId, minPosition);
    const events = wholeHistory(index, this.store, this.codec, customerId);
    return { events, logPosition: index.position };
  }

  /** A page of one stream, with or without a customer. @throws AuditError `nothing-recorded` where there is none */
  async pageOf(
    categories: readonly string[],
    id: string,
    request: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<HistoryPage & Complete> {
    // Asked before the stream is read: what comes meanwhile may be in the answer, and nothing before it is missing.
    const logPosition = await this.store.head();
    return { ...(await pageOfStream(this, await this.streamOf(categories, id), request)), logPosition };
  }

  /** All of one stream. @throws AuditError `nothing-recorded` where there is none */
  async wholeOf(categories: readonly string[], id: string): Promise<WholeHistory> {
    const logPosition = await this.store.head();
    return { events: wholeStream(this, await this.streamOf(categories, id)), logPosition };
  }

  /** The stream of this id in one of the categories. */
  private async streamOf(categories: readonly string[], id: string): Promise<string> {
    for (const category of categories) {
      const stream = streamOf(category, id);
      if ((await this.store.readStream(stream, { from: 0, limit: 1 })).length > 0) return stream;
    }
    throw nothingRecorded(categories.map((category) => streamOf(category, id)).join(' or '));
  }

  /** The same events without the index, by reading the whole log. */
  scan(customerId: string): AsyncIterable<HistoricalEvent> {
    return scannedHistory(this.store, this.codec, customerId);
  }

  async state(
    customerId: string,
    times: { readonly at: string; readonly knownAt: string },
    minPosition?: Position,
  ): Promise<CustomerState & Complete> {
    const { events, logPosition } = await this.whole(customerId, minPosition);
    return { ...(await stateAsOf(events, this.audited, customerId, times)), logPosition };
  }

  /** Every stream with events of the customer, in the order in which they began, folded as it stands now; one at a time. */
  async streams(customerId: string, minPosition?: Position): Promise<AsyncIterable<HeldStream>> {
    return foldedStreams(this, await this.indexOf(customerId, minPosition), this.audited, customerId);
  }

  private async indexOf(customerId: string, minPosition?: Position): Promise<ReadModel<HistoryEntry>> {
    const index = await this.readModels.open(
      this.audited.history,
      minPosition === undefined ? {} : { minPosition },
    );
    const [first] = await index.find({ subject: customerId }, { limit: 1 });
    if (!first) throw customerNotFound(customerId);
    return index;
  }
}
