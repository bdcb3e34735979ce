import { setMaxListeners } from 'node:events';
import { type EventStoreDBClient } from '@eventstore/db-client';
import { type Impediments } from '../../health/impediments.js';
import { EventStoreError, EventStoreUnavailableError } from '../event-store.port.js';
import { type Attempt, type Kind } from './attempt.js';
import { connectClient, disposeOf } from './client.js';
import { isTransient, toEventStoreError } from './failures.js';
import { Probe } from './probe.js';
import { backOff, type RetryPolicy } from './retry.js';
import { Silence } from './silence.js';

export interface ConnectionOptions {
  readonly retry: RetryPolicy;
  /** How long one attempt may go without an answer, in milliseconds. */
  readonly timeLimit: number;
  /** How long a call may take over all its attempts, in milliseconds. */
  readonly budget: number;
  /** After so long without an answer, in milliseconds, the client is disposed of and made anew. */
  readonly clientPatience: number;
  /** Is told, as `event store`, what a probe finds; without it only a silent server is probed. */
  readonly impediments?: Impediments | undefined;
  /** Between two probes, in milliseconds. */
  readonly probeEvery: number;
  /** The stream that probes are appended to. */
  readonly probeStream: string;
  /** False: probes read only. */
  readonly appends: boolean;
}

/**
 * The way to one server or cluster. A call that fails in passing is made again within its budget. When the server has been
 * silent for longer than a budget, calls fail at once, until a probe gets through. A client that gets no answer is
 * disposed of and made anew: one that was accepted and never answered would go on connecting for ever.
 */
export class Connection {
  readonly closing = new AbortController();
  private readonly silences: Readonly<Record<Kind, Silence>>;
  private readonly renewals = new Set<() => void>();
  private readonly probe: Probe;
  private current: EventStoreDBClient;
  private madeAt = performance.now();
  private generation = 0;
  /** How often a call got no answer: what is at the other end may since be another server. */
  interruptions = 0;

  constructor(
    private readonly connectionString: string,
    private readonly options: ConnectionOptions,
  ) {
    setMaxListeners(0, this.closing.signal);
    this.current = connectClient(connectionString, this.generation);
    const now = () => performance.now();
    this.silences = { append: new Silence(now), read: new Silence(now) };
    this.probe = new Probe(this, options);
    if (options.impediments !== undefined) this.probe.start();
  }

  get client(): EventStoreDBClient {
    return this.current;
  }

  /** Why the last call of this kind got no answer; undefined when it got one. */
  silence(kind: Kind): string | undefined {
    return this.silences[kind].reason;
  }

  get silent(): boolean {
    return this.silence('append') !== undefined || this.silence('read') !== undefined;
  }

  /**
   * @param what the call in words: "read customer-1"
   * @throws EventStoreUnavailableError when no attempt was answered within the budget, or the server has been silent for long
   * @throws EventStoreError when repeating the call would not help
   */
  async call<Result>(kind: Kind, what: string, attempt: Attempt<Result>): Promise<Result> {
    this.assertOpen();
    const { retry, budget } = this.options;
    const silence = this.silences[kind];
    if (silence.length > budget) {
      const seconds = Math.round(silence.length / 1_000);
      throw new EventStoreUnavailableError(
        `Could not ${what}: the event store has not answered for ${seconds} s (${silence.reason})`,
      );
    }
    const began = performance.now();
    const { signal } = this.closing;
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.attempt(kind, attempt, budget - (performance.now() - began));
      } catch (error) {
        if (!isTransient(error)) throw toEventStoreError(what, error);
        const left = () => performance.now() - began < budget && failures < retry.attempts && !signal.aborted;
        if (left()) await backOff(retry, failures, signal);
        if (left()) continue;
        const reason = error instanceof Error ? error.message : String(error);
        throw new EventStoreUnavailableError(`Could not ${what} in ${failures} attempts: ${reason}`, {
          cause: error,
        });
      }
    }
  }

  /** Makes one attempt, and notes whether the server answered. */
  async attempt<Result>(kind: Kind, attempt: Attempt<Result>, left: number): Promise<Result> {
    const silence = this.silences[kind];
    const began = performance.now();
    try {
      const result = await attempt(this.current, Math.max(1, Math.min(left, this.options.timeLimit)));
      silence.answered();
      return result;
    } catch (error) {
      if (isTransient(error)) {
        this.interruptions += 1;
        silence.unanswered(began, error instanceof Error ? error.message : String(error));
        this.probe.start();
      } else silence.answered();
      throw error;
    }
  }

  /** Makes the client anew when the present one has got no answer for too long. */
  renewIfStuck(): void {
    const { clientPatience } = this.options;
    const silent = Math.max(this.silences.append.length, this.silences.read.length);
    if (silent < clientPatience || performance.now() - this.madeAt < clientPatience) return;
    const former = this.current;
    this.generation += 1;
    this.current = connectClient(this.connectionString, this.generation);
    this.madeAt = performance.now();
    void disposeOf(former, this.options.timeLimit);
    for (const renewed of this.renewals) renewed();
  }

  /** Calls `renewed` whenever the client was made anew: what goes on on the former one has ended. Returns how to stop. */
  onRenewal(renewed: () => void): () => void {
    this.renewals.add(renewed);
    return () => this.renewals.delete(renewed);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await disposeOf(this.current, this.options.timeLimit);
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new EventStoreError('The event store is closed');
  }
}
