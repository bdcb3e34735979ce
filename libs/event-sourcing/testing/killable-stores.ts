import { type EventStore } from '../event-store/event-store.port.js';
import { type ReadStore, type StoredDocument } from '../read-store/read-store.port.js';

/**
 * Stores as a process sees them that may be killed: from then on nothing that it asks for reaches a store, and no answer to
 * what it has asked for reaches it.
 */
export class Killable {
  private killed = false;

  kill(): void {
    this.killed = true;
  }

  eventStore(store: EventStore): EventStore {
    const subscribe: EventStore['subscribe'] = (options) => this.following(store.subscribe(options));
    return this.over(store, { subscribe });
  }

  readStore(store: ReadStore): ReadStore {
    const collection = <D extends StoredDocument>(name: string) => this.over(store.collection<D>(name));
    return this.over(store, { collection });
  }

  private async *following<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    for await (const item of items) {
      if (this.killed) return;
      yield item;
    }
  }

  /** Every method but these that returns a promise never settles once the process is dead. */
  private over<Target extends object>(target: Target, others: Partial<Target> = {}): Target {
    return new Proxy(target, {
      get: (_, name) => {
        if (name in others) return Reflect.get(others, name) as unknown;
        const found: unknown = Reflect.get(target, name, target);
        if (typeof found !== 'function') return found;
        return (...given: readonly unknown[]): unknown => {
          if (this.killed) return new Promise(() => undefined);
          const answer: unknown = Reflect.apply(found, target, given);
          return answer instanceof Promise ? this.unlessKilled(answer) : answer;
        };
      },
    });
  }

  private unlessKilled(answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => {
          if (!this.killed) resolve(value);
        },
        (error: unknown) => {
          if (!this.killed) reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }
}
