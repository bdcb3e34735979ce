import { type AppendResult, EventStoreError } from '../event-store.port.js';
import { type Append, type Appender } from './appends.js';
import { AppendsOfThreads } from './appends-of-threads.js';
import { type EventLog } from './event-log.js';
import { GroupCommit } from './group-commit.js';

/** The one thread of the one process that writes the log, for its own appends and those of the process's other threads. */
export class LogWriter implements Appender {
  private readonly commits: GroupCommit;
  private readonly ofThreads: AppendsOfThreads;

  constructor(log: EventLog, committed: () => void) {
    this.commits = new GroupCommit(log, committed);
    this.ofThreads = new AppendsOfThreads(log.path, (append) => this.commits.append(append));
  }

  append(append: Append): Promise<AppendResult> {
    return this.commits.append(append);
  }

  async close(): Promise<void> {
    await this.commits.finish();
    this.ofThreads.close();
  }
}

/** Of a store that another process writes to. */
export class NoAppends implements Appender {
  constructor(private readonly log: string) {}

  append(): Promise<AppendResult> {
    return Promise.reject(
      new EventStoreError(`The event log in ${this.log} is open for reading: another process writes it`),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
