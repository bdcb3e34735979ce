import { isBehind, type LogConsumer, LogFeed, type LogFeedOptions } from './log-feed.js';

/** Consumers that come within this time, in milliseconds, read the log together. */
const GATHERING = 20;

/**
 * Feeds consumers wherever in the log they are: one subscription for all that have caught up, and one more for each
 * group that is behind, until it has caught up and joins the others.
 */
export class LogFeeds {
  private feeds: LogFeed[] = [];
  private joining: LogConsumer[] = [];
  private gathering: NodeJS.Timeout | undefined;

  constructor(private readonly options: Omit<LogFeedOptions, 'onBatch'>) {}

  /** Soon, the consumer gets what stands after its position, until it no longer runs or leaves. */
  join(consumer: LogConsumer): void {
    this.joining.push(consumer);
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      const joining = this.joining.filter(({ running }) => running);
      this.joining = [];
      if (joining.length > 0) this.feed(joining);
    }, GATHERING);
  }

  leave(consumer: LogConsumer): void {
    for (const feed of this.feeds) feed.remove(consumer);
  }

  /** Resolves once the batches at hand have been consumed. */
  async stop(): Promise<void> {
    clearTimeout(this.gathering);
    await Promise.all(this.feeds.map((feed) => feed.stop()));
    this.feeds = [];
  }

  private feed(joining: readonly LogConsumer[]): void {
    const positions = joining.map(({ position }) => position);
    const from = positions.reduce((least, position) => (isBehind(position, least) ? position : least));
    const onBatch = (fed: LogFeed) => {
      if (fed.live) this.merge(fed);
    };
    const feed = new LogFeed({ ...this.options, onBatch }, from);
    for (const consumer of joining) feed.add(consumer);
    this.feeds.push(feed);
    feed.start();
  }

  private merge(feed: LogFeed): void {
    const other = this.feeds.find((candidate) => candidate !== feed && candidate.live);
    for (const member of other ? feed.members : []) {
      if (!other || isBehind(member.position, other.position)) continue;
      feed.remove(member);
      other.add(member);
    }
    for (const idle of this.feeds.filter(({ members }) => members.length === 0)) {
      this.feeds = this.feeds.filter((one) => one !== idle);
      void idle.stop();
    }
  }
}
