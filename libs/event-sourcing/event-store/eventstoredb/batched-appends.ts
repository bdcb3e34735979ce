import { randomUUID } from 'node:crypto';
import { type EventStoreDBClient } from '@eventstore/db-client';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ExpectedRevision, type NewEvent } from '../event-store.port.js';
import { type BatchAnswer, batchAnswer, batchRequest } from './batch-append.messages.js';
import { type BatchCall, openBatchAppend } from './client.js';
import { withinTimeLimit } from './collect.js';

/** The server's clock may differ by so much; how long is waited is bounded here. In milliseconds. */
const CLOCKS_APART = 60_000;

/**
 * Appends over one call of `BatchAppend` for each client, which costs a fraction of a call for each append. It is an attempt
 * that promises nothing: whatever keeps an append from being answered, it is to be sent again by a call of its own, with
 * the same event ids, which the server knows again where it had taken effect.
 */
export class BatchedAppends {
  private client: EventStoreDBClient | undefined;
  private isOpening = false;
  private open: OpenCall | undefined;

  /**
   * Undefined when the append is to be sent by a call of its own: no call is open yet, or it broke, or the server doesn't
   * offer batches, or said something else than how the append went.
   * @throws TimeLimitError when there is no answer within `timeLimit` milliseconds
   */
  async append(
    client: EventStoreDBClient,
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    timeLimit: number,
  ): Promise<BatchAnswer | undefined> {
    const call = this.openOn(client);
    if (call === undefined) return undefined;
    const id = randomUUID();
    const answer = call.send(id, batchRequest(id, stream, events, expected, Date.now() + CLOCKS_APART));
    return withinTimeLimit(answer, timeLimit).catch((error: unknown) => {
      // The call may be dead on the way: those who wait with it go on by calls of their own.
      call.cancel();
      throw error;
    });
  }

  /** Nobody waits for a call to open, nor to hear whether the server has such calls. */
  private openOn(client: EventStoreDBClient): OpenCall | undefined {
    if (this.client === client && this.open?.isOver === false) return this.open;
    if (!this.isOpening) void this.opened(client);
    return undefined;
  }

  private async opened(client: EventStoreDBClient): Promise<void> {
    this.isOpening = true;
    try {
      const call = await openBatchAppend(client);
      this.open = call && new OpenCall(call);
      this.client = client;
    } catch {
      // Calls of their own tell what is the matter.
    } finally {
      this.isOpening = false;
    }
  }
}

class OpenCall {
  isOver = false;
  private readonly waiting = new Map<string, (answer: BatchAnswer | undefined) => void>();

  constructor(private readonly call: BatchCall) {
    const over = () => {
      this.over();
    };
    call
      .on('data', (response: streams.BatchAppendResp) => {
        this.settle(response.getCorrelationId()?.getString() ?? '', batchAnswer(response));
      })
      .on('end', over)
      .on('close', over)
      // There must be one for as long as the object lives: an unheard error ends the process.
      .on('error', over);
  }

  /** Undefined: the call is over, or the server said something else than how the append went. */
  send(id: string, request: streams.BatchAppendReq): Promise<BatchAnswer | undefined> {
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.call.write(request);
    });
  }

  cancel(): void {
    this.over();
    this.call.cancel();
  }

  /** An answer that nobody waits for any more is left out. */
  private settle(id: string, answer: BatchAnswer | undefined): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }

  private over(): void {
    this.isOver = true;
    for (const id of this.waiting.keys()) this.settle(id, undefined);
  }
}
