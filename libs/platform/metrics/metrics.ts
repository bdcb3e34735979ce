import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type CommandObserver } from '../../event-sourcing/core.js';

/** Bounds in seconds: from a commit to a fast disk up to the time in which a command must be done. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How one consumer fares. */
export interface ConsumerLag {
  readonly kind: 'projection' | 'reaction';
  readonly name: string;
  readonly lag: { readonly events: number; readonly seconds: number };
}

/** What is measured when it is asked for. */
export interface Surveyed {
  /** Of each consumer of the log. */
  readonly lags: () => Promise<readonly ConsumerLag[]>;
  /** Bytes on disk of the stores that are folders of this machine. */
  readonly storeSizes: () => Promise<Readonly<Record<string, number>>>;
  /** The OpenAPI operation of a route, such as `GET /v1/deals/:id`. */
  readonly operationOf: (route: string) => string;
}

/** The figures of one process, in the text format of Prometheus. */
export class Metrics implements CommandObserver {
  private readonly registry = new Registry();
  /** By route, status: names of operations are found when the figures are asked for. */
  private readonly requests = new Map<
    string,
    { readonly route: string; readonly status: string; n: number }
  >();

  private readonly commands = new Histogram({
    name: 'dossier_command_duration_seconds',
    help: 'Time that commands took, by command and outcome, those of reactions and timers included',
    labelNames: ['command', 'outcome'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly appends = new Histogram({
    name: 'dossier_append_duration_seconds',
    help: 'Time that the event store took for an append',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly refusals = new Counter({
    name: 'dossier_refusals_total',
    help: 'Requests that were answered with a problem, by its code',
    labelNames: ['code'],
    registers: [this.registry],
  });

  /** What is surveyed is measured anew whenever the figures are asked for, and so is the process. */
  survey({ lags, storeSizes, operationOf }: Surveyed): void {
    const { registry, requests } = this;
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    new Counter({
      name: 'dossier_http_requests_total',
      help: 'Requests over HTTP, by operation of the OpenAPI document and status',
      labelNames: ['operation', 'status'],
      registers,
      collect() {
        this.reset();
        for (const { route, status, n } of requests.values())
          this.inc({ operation: operationOf(route), status }, n);
      },
    });
    const seconds = new Gauge({
      name: 'dossier_consumer_lag_seconds',
      help: 'How long ago the first event was recorded that a consumer has not seen; 0: it has seen all',
      labelNames: ['kind', 'consumer'],
      registers,
    });
    new Gauge({
      name: 'dossier_consumer_lag_events',
      help: 'Events that a consumer has not seen; counted up to 1,000',
      labelNames: ['kind', 'consumer'],
      registers,
      async collect() {
        this.reset();
        seconds.reset();
        for (const { kind, name, lag } of await lags()) {
          this.set({ kind, consumer: name }, lag.events);
          seconds.set({ kind, consumer: name }, lag.seconds);
        }
      },
    });
    new Gauge({
      name: 'dossier_store_bytes',
      help: 'Bytes on disk of an embedded store',
      labelNames: ['store'],
      registers,
      async collect() {
        for (const [store, bytes] of Object.entries(await storeSizes())) this.set({ store }, bytes);
      },
    });
  }

  commandDone(command: string, outcome: string, seconds: number): void {
    this.commands.observe({ command, outcome }, seconds);
  }

  appendDone(outcome: string, seconds: number): void {
    this.appends.observe({ outcome }, seconds);
  }

  /** `route` as Fastify names it; `code` of the problem that it was answered with. */
  requestDone(route: string, statusCode: number, code: string | undefined): void {
    const status = `${statusCode}`;
    const key = `${status} ${route}`;
    const counted = this.requests.get(key) ?? { route, status, n: 0 };
    counted.n += 1;
    this.requests.set(key, counted);
    if (code !== undefined) this.refusals.inc({ code });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** @throws what a survey throws, such as for a store out of reach */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
