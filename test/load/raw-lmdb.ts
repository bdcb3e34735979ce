import { type RootDatabase } from 'lmdb';

/** What lmdb alone can do: values queued in one turn of the event loop go into one durable transaction. */
export class GroupedWriter {
  private queue: { readonly value: Buffer; readonly done: () => void }[] = [];
  private next = 0;

  constructor(private readonly database: RootDatabase<Buffer, number>) {}

  write(value: Buffer): Promise<void> {
    return new Promise((done) => {
      if (this.queue.push({ value, done }) === 1)
        setImmediate(() => {
          this.flush();
        });
    });
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private flush(): void {
    const batch = this.queue;
    this.queue = [];
    this.database.transactionSync(() => {
      for (const { value } of batch) this.database.putSync(this.next++, value);
    });
    for (const { done } of batch) done();
  }
}
