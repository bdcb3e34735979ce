import { isBehind, type LogConsumer, LogFeed, type LogFeedOptions } from './log-feed.js';
import { waitInTime } from './wait.js';

/** Consumers that come within this time, in milliseconds, read the log together. */
const GATHERING = 20;

export interface LogFeedsOptions extends Omit<LogFeedOptions, 'onBatch'> {
  /** Called after a batch has been consumed. */
  readonly onBatch?: () => void;
}

/**
 * Feeds consumers wherever in the log they are: one subscription for all that have caught up, and one more for each
 * group that is behind, until it has caught up and joins the others. A consumer that is given up by its feed comes back
 * with `joinAlone`.
 */
export class LogFeeds {
  private feeds: LogFeed[] = [];
  private joining: LogConsumer[] = [];
  private readonly ending = new AbortController();

  constructor(private readonly options: LogFeedsOptions) {}

  /** Soon, the consumer gets what stands after its position, until it no longer runs or leaves. */
  join(consumer: LogConsumer): void {
    for (const feed of this.feeds) feed.remove(consumer);
    this.joining.push(consumer);
    if (this.joining.length === 1) void this.gather();
  }

  /** Those that there are now. */
  get all(): readonly LogFeed[] {
    return this.feeds;
  }

  /** As `join`, by a subscription of its own until it has caught up. */
  joinAlone(consumer: LogConsumer): void {
    for (const feed of this.feeds) feed.remove(consumer);
    this.feed([consumer], true);
  }

  /** Resolves once the subscription has ended, when nobody else was fed by it, and its batch has been consumed. */
  async leave(consumer: LogConsumer): Promise<void> {
    this.joining = this.joining.filter((other) => other !== consumer);
    for (const feed of this.feeds) feed.remove(consumer);
    await Promise.all(this.withoutMembers().map((feed) => feed.stop()));
  }

  /** Resolves once the batches at hand have been consumed. */
  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.feeds.map((feed) => feed.stop()));
    this.feeds = [];
  }

  private async gather(): Promise<void> {
    const { wait = waitInTime } = this.options;
    const { signal } = this.ending;
    await wait(GATHERING, signal);
    const joining = this.joining.filter(({ running }) => running);
    this.joining = [];
    if (joining.length > 0 && !signal.aborted) this.feed(joining, false);
  }

  private feed(joining: readonly LogConsumer[], alone: boolean): void {
    const positions = joining.map(({ position }) => position);
    const from = positions.reduce((least, position) => (isBehind(position, least) ? position : least));
    const onBatch = (fed: LogFeed) => {
      if (fed.live) this.merge(fed);
      this.options.onBatch?.();
    };
    const feed = new LogFeed({ ...this.options, onBatch }, from, alone);
    for (const consumer of joining) feed.add(consumer);
    this.feeds.push(feed);
    feed.start();
  }

  private merge(feed: LogFeed): void {
    const other = this.feeds.find((candidate) => candidate !== feed && candidate.live && !candidate.alone);
    for (const member of other ? feed.members : []) {
      if (!other || isBehind(member.position, other.position)) continue;
      feed.remove(member);
      other.add(member);
    }
    for (const idle of this.withoutMembers()) void idle.stop();
  }

  /** They are forgotten. */
  private withoutMembers(): LogFeed[] {
    const idle = this.feeds.filter(({ members }) => members.length === 0);
    this.feeds = this.feeds.filter(({ members }) => members.length > 0);
    return idle;
  }
}
