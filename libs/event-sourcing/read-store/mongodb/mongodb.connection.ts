import { type Db, type MongoClient } from 'mongodb';
import { setTimeout as delay } from 'node:timers/promises';
import { type Impediments } from '../../health/impediments.js';
import { ReadStoreUnavailableError } from '../read-store.port.js';
import { DeadlineError, within } from './deadline.js';
import { clientFor, namesDatabase } from './mongodb.client.js';
import { readStoreFailure } from './mongodb.errors.js';
import { Reachability } from './reachability.js';

const DEFAULT_DATABASE = 'dossier';

/** Between attempts to reach a server that is lost or doesn't answer, in milliseconds. */
const PAUSE = 1_000;

/** How long a driver may take to say goodbye, in milliseconds. */
const FAREWELL = 2_000;

/** So long after a server was lost, in milliseconds, nothing waits for it any more. Most elections take less. */
const GIVEN_UP_AFTER = 5_000;

export interface ConnectionOptions {
  /** What is kept there, in reports and in messages; `read store` when absent. */
  readonly component?: string;
  /** Is told, as that component, when the server is out of reach and when it is back. */
  readonly impediments?: Impediments | undefined;
  /** The longest that one call to the server may take, in milliseconds; 15,000 when absent. */
  readonly deadline?: number | undefined;
}

/**
 * The way to one database. Every call ends within a deadline, also one that the driver would wait for without end because
 * its socket closed before the command was written. A driver that got no answer for as long is replaced by a new
 * one, so that no connection that was made in an outage and never answers outlives the outage.
 */
export class MongoDbConnection {
  private readonly deadline: number;
  private readonly component: string;
  private readonly database: string | undefined;
  private readonly reachability: Reachability;
  private readonly closing = new AbortController();
  private readonly patience: NodeJS.Timeout;
  private readonly formers = new Set<MongoClient>();
  private replacing = false;
  private probing = false;

  private constructor(
    private readonly url: string,
    private client: MongoClient,
    /** Its addresses, without credentials. */
    readonly server: string,
    { impediments, deadline = 15_000, component = 'read store' }: ConnectionOptions,
  ) {
    this.component = component;
    this.database = namesDatabase(url) ? undefined : DEFAULT_DATABASE;
    this.deadline = deadline;
    this.reachability = new Reachability(server, impediments, component);
    this.reachability.follow(client);
    this.patience = setInterval(() => {
      if ((this.reachability.lostFor ?? 0) > deadline) void this.replace(this.client);
    }, deadline).unref();
  }

  /** @throws ReadStoreError when the server can't be used */
  static async open(url: string, options: ConnectionOptions = {}): Promise<MongoDbConnection> {
    const client = clientFor(url);
    const server = client.options.srvHost ?? client.options.hosts.map(String).join(',');
    try {
      await client.connect();
    } catch (error) {
      await farewell(client);
      throw readStoreFailure(server, error, options.component);
    }
    return new MongoDbConnection(url, client, server, options);
  }

  /**
   * Does something that takes one round trip or a few.
   * @throws ReadStoreUnavailableError when the server is out of reach: at once where that is known
   * @throws ReadStoreError when it refuses
   */
  async run<R>(action: (database: Db) => Promise<R>, deadline = this.deadline): Promise<R> {
    const { client, reachability, server } = this;
    if ((reachability.lostFor ?? 0) > GIVEN_UP_AFTER)
      throw new ReadStoreUnavailableError(`The ${this.component} at ${server} is out of reach`);
    try {
      const result = await within(deadline, action(client.db(this.database)));
      reachability.answered();
      return result;
    } catch (error) {
      const failure = readStoreFailure(server, error, this.component);
      if (failure instanceof ReadStoreUnavailableError) this.unanswered(failure);
      else reachability.answered();
      if (error instanceof DeadlineError) void this.replace(client);
      throw failure;
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    clearInterval(this.patience);
    this.reachability.ignore(this.client);
    await Promise.all([this.client, ...this.formers].map(farewell));
  }

  private unanswered({ message }: Error): void {
    this.reachability.unanswered(message);
    void this.probe();
  }

  /** Somebody must notice that the server answers again, also where readiness keeps callers away. */
  private async probe(): Promise<void> {
    if (this.probing) return;
    this.probing = true;
    const { signal } = this.closing;
    while (this.reachability.silent && !signal.aborted) {
      await delay(PAUSE, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.run((database) => database.command({ ping: 1 })).catch(() => undefined);
    }
    this.probing = false;
  }

  /** The former driver goes on until one made anew is connected; what it does for others may still end well. */
  private async replace(former: MongoClient): Promise<void> {
    if (this.replacing || former !== this.client) return;
    this.replacing = true;
    const { signal } = this.closing;
    while (former === this.client && !signal.aborted) {
      const client = clientFor(this.url);
      try {
        await client.connect();
        this.reachability.ignore(former);
        this.client = client;
        this.reachability.follow(client);
        this.retire(former);
      } catch {
        await farewell(client);
        await delay(PAUSE, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
    this.replacing = false;
    if (signal.aborted) await farewell(this.client);
  }

  private retire(former: MongoClient): void {
    this.formers.add(former);
    setTimeout(() => {
      this.formers.delete(former);
      void farewell(former);
    }, this.deadline).unref();
  }
}

/** A driver that doesn't come to an end is left alone: its sockets are closed by then. */
const farewell = (client: MongoClient): Promise<void> =>
  within(FAREWELL, client.close()).catch(() => undefined);
