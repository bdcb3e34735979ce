import { setTimeout as delay } from 'node:timers/promises';
import { BACKWARDS, END, type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type Impediments } from '../../health/impediments.js';
import { type Attempt, type Kind } from './attempt.js';
import { collect, withinTimeLimit } from './collect.js';

import { toEventStoreError } from './failures.js';

const COMPONENT = 'event store';

/** How long a probe waits for its answer, in milliseconds. */
const PATIENCE = 2_000;
/** While all is well, one probe in so many appends: each leaves an event behind. */
const APPENDS_EVERY = 10;

/** What a probe needs of the connection that it tries. */
export interface Probed {
  readonly closing: AbortController;
  /** Why the last call of this kind got no answer; undefined when it got one. */
  silence(kind: Kind): string | undefined;
  readonly silent: boolean;
  /** Makes one attempt, within so many milliseconds, and notes whether the server answered. */
  attempt<Result>(kind: Kind, attempt: Attempt<Result>, left: number): Promise<Result>;
  renewIfStuck(): void;
}

export interface ProbeOptions {
  /** Between two probes, in milliseconds. */
  readonly probeEvery: number;
  readonly impediments?: Impediments | undefined;
  readonly probeStream: string;
  readonly appends: boolean;
}

/**
 * Finds out whether the server can be read from and appended to, and says so to readiness, which asks no server. With
 * impediments to report to, it goes on until the connection is closed; otherwise while the server is silent.
 */
export class Probe {
  private running = false;
  private limited = false;

  constructor(
    private readonly connection: Probed,
    private readonly options: ProbeOptions,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.options.impediments?.report(COMPONENT, 'it has not been reached yet');
    void this.run();
  }

  private async run(): Promise<void> {
    const {
      connection,
      options: { impediments },
    } = this;
    const { signal } = connection.closing;
    // Where nobody asks, a call that failed is made again before the probe.
    if (impediments === undefined) await this.pause();
    for (let round = 0; !signal.aborted; round += 1) {
      const append = round % APPENDS_EVERY === 0 || connection.silence('append') !== undefined;
      const found = [await this.find('read'), append ? await this.find('append') : undefined];
      if (signal.aborted) break;
      if (append || found[0] !== undefined) impediments?.report(COMPONENT, found.find(Boolean));
      connection.renewIfStuck();
      if (impediments === undefined && !connection.silent) break;
      await this.pause();
    }
    this.running = false;
  }

  private async pause(): Promise<void> {
    const { signal } = this.connection.closing;
    await delay(this.options.probeEvery, undefined, { signal, ref: false }).catch(() => undefined);
  }

  /** What stands in the way of one kind of call. */
  private async find(kind: Kind): Promise<string | undefined> {
    if (kind === 'append' && !this.options.appends) return undefined;
    try {
      await this.connection.attempt(
        kind,
        (client) => (kind === 'read' ? read(client) : this.append(client)),
        PATIENCE,
      );
      return undefined;
    } catch (error) {
      return toEventStoreError(kind === 'read' ? 'read the log' : 'append', error).message;
    }
  }

  private async append(client: EventStoreDBClient): Promise<void> {
    const { probeStream } = this.options;
    const event = jsonEvent({ type: 'Probed', data: {} });
    await withinTimeLimit(client.appendToStream(probeStream, event, { deadline: PATIENCE }), PATIENCE);
    if (this.limited) return;
    this.limited = true;
    // Scavenging then leaves one of them. Not being allowed to say so stands in nobody's way.
    await withinTimeLimit(client.setStreamMetadata(probeStream, { maxCount: 1 }), PATIENCE).catch(
      () => undefined,
    );
  }
}

const read = async (client: EventStoreDBClient): Promise<void> => {
  await collect(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }), PATIENCE);
};
