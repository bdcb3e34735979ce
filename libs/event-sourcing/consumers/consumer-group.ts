import { performance } from 'node:perf_hooks';
import { type EventStore } from '../event-store/event-store.port.js';
import { type Impediments } from '../health/impediments.js';
import { type EventCodec } from '../events/event-codec.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { GroupCheckpoint } from './group-checkpoint.js';
import { groupCheckpoints } from './checkpoint.documents.js';
import { LEASE_DURATION, type LeaseOptions } from './leases.js';
import { Presence } from './presence.js';
import { LogFeeds } from './log-feeds.js';
import { assertSameLog, type StoreNames } from './same-log.js';
import { TimeSlices } from './time-slices.js';
import { type Wait } from './wait.js';

export interface ConsumerGroupOptions {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly names?: StoreNames;
  readonly codec: EventCodec;
  readonly now: () => Date;
  /** Names this run of this process: no other has the same. */
  readonly owner: string;
  /** How long a silent holder keeps its consumers before another takes over, in milliseconds; 5,000 when absent. */
  readonly leaseDuration?: number;
  /** Monotonic, in milliseconds; the process's own when absent. */
  readonly clock?: () => number;
  /** By which it waits for its next look at the read store; by the system's timers when absent. */
  readonly wait?: Wait;
  /** No other process can write to the read store: what others held is free at once. False when absent. */
  readonly alone?: boolean;
  /** The most events in one batch while catching up; 1,000 when absent. */
  readonly batchSize?: number;
  /** Are told what keeps a consumer from its work. */
  readonly impediments?: Impediments;
  /** Failures that the process survives: a store out of reach, a lost lease. */
  readonly onError?: (error: unknown) => void;
}

/**
 * The consumers that one process holds, of whatever kind: one subscription to the log feeds all that have caught up, and
 * one checkpoint write a batch saves how far they have come.
 */
export class ConsumerGroup {
  readonly slices = new TimeSlices();
  readonly presence: Presence;
  readonly lease: LeaseOptions & { readonly presence: Presence };
  readonly checkpoint: GroupCheckpoint;
  readonly feeds: LogFeeds;

  constructor(readonly options: ConsumerGroupOptions) {
    const {
      eventStore,
      readStore,
      codec,
      owner,
      leaseDuration = LEASE_DURATION,
      batchSize = 1_000,
    } = options;
    const { clock = () => performance.now(), alone = false, wait } = options;
    this.presence = new Presence({
      store: readStore,
      owner,
      clock,
      duration: leaseDuration,
      wait,
      onError: this.report,
    });
    this.lease = {
      owner,
      clock,
      duration: leaseDuration,
      alone,
      groups: groupCheckpoints(readStore),
      presence: this.presence,
    };
    this.checkpoint = new GroupCheckpoint(readStore, owner, this.report);
    this.feeds = new LogFeeds({
      eventStore,
      codec,
      slices: this.slices,
      batchSize,
      onError: this.report,
      assertSameLog: () => assertSameLog(this.options),
      onBatch: () => {
        this.checkpoint.save();
      },
    });
  }

  readonly report = (error: unknown): void => {
    this.options.onError?.(error);
  };
}
