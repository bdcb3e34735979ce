import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { type AppendResult, EventStoreError } from '../event-store.port.js';
import { type Append, type Appender } from './appends.js';

interface Request {
  readonly id: string;
  readonly append: Append;
}

type Answer = { readonly id: string } & ({ readonly result: AppendResult } | { readonly failure: string });

interface Waiting {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

const channelOf = (log: string): BroadcastChannel => {
  const channel = new BroadcastChannel(`dossier appends to ${log}`);
  channel.unref();
  return channel;
};

/** In the thread that writes the log: carries out what the other threads of this process append. */
export class AppendsOfThreads {
  private readonly channel: BroadcastChannel;

  /** `log` is the absolute path of its folder. */
  constructor(log: string, append: (append: Append) => Promise<AppendResult>) {
    this.channel = channelOf(log);
    this.channel.onmessage = (message) => {
      const { data } = message as { data: Request | Answer };
      if (!('append' in data)) return;
      const { id } = data;
      append(data.append).then(
        (result) => {
          this.answer({ id, result });
        },
        (error: unknown) => {
          this.answer({ id, failure: error instanceof Error ? error.message : String(error) });
        },
      );
    };
  }

  close(): void {
    this.channel.close();
  }

  private answer(answer: Answer): void {
    this.channel.postMessage(answer);
  }
}

/** In any other thread of the process: has the thread that writes the log append, and waits for its answer. */
export class AppendsToThread implements Appender {
  private readonly channel: BroadcastChannel;
  private readonly waiting = new Map<string, Waiting>();
  private readonly answers = new Set<Promise<AppendResult>>();

  /** `log` is the absolute path of its folder. */
  constructor(log: string) {
    this.channel = channelOf(log);
    this.channel.onmessage = (message) => {
      const { data } = message as { data: Request | Answer };
      const waiting = this.waiting.get(data.id);
      if ('append' in data || !waiting) return;
      this.waiting.delete(data.id);
      if ('result' in data) waiting.resolve(data.result);
      else waiting.reject(new EventStoreError(data.failure));
    };
  }

  append(append: Append): Promise<AppendResult> {
    const id = randomUUID();
    const answer = new Promise<AppendResult>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    }).finally(() => this.answers.delete(answer));
    this.answers.add(answer);
    this.channel.postMessage({ id, append } satisfies Request);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.answers);
    this.channel.close();
  }
}
