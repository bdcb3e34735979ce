import { isBehind } from '../consumers/log-feed.js';
import { type EventStore, type Position } from '../event-store/event-store.port.js';
import { type OpenKeys } from '../keys/subject-keys.js';
import { type ReadStore, ReadStoreError } from '../read-store/read-store.port.js';
import { ProjectionRegistry } from './projection-registry.js';

/** Which files were overwritten; those of a server are out of reach. */
export type OverwrittenStore = 'read-store' | 'key-store';

/** One time that all files were gone through. */
export interface RemainsRun {
  /** ISO 8601, UTC. Runs differ by it. */
  readonly beganAt: string;
  readonly stores: readonly OverwrittenStore[];
  /** What had been deleted when the log ended here is gone. */
  readonly upTo: Position | undefined;
}

export interface RemainsOptions {
  readonly log: Pick<EventStore, 'head'>;
  readonly readStore: ReadStore;
  readonly keys: OpenKeys;
  readonly now: () => Date;
}

/** Read models are still there that were replaced, or are being filled from events of before: to be tried again later. */
export class BuildsUnderWayError extends ReadStoreError {
  override readonly name = 'BuildsUnderWayError';

  constructor(projection: string) {
    super(
      `A read model of ${projection} is being built or about to be dropped, and may hold what is to be overwritten`,
    );
  }
}

/** Overwrites what deleted data left in the files of the stores: one run at a time, which all share who asked before it began. */
export class Remains {
  private last: RemainsRun | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: RemainsOptions) {}

  /**
   * Returns the run that overwrote what had been deleted when the log ended at this position.
   * @throws BuildsUnderWayError, RemainsReadError, ReadStoreError, KeyStoreError when that can't be done now
   */
  async overwritten(position: Position): Promise<RemainsRun> {
    for (;;) {
      if (this.last && !isBehind(this.last.upTo, position)) return this.last;
      this.running ??= this.run().finally(() => {
        this.running = undefined;
      });
      await this.running;
    }
  }

  private async run(): Promise<void> {
    const { log, readStore, keys, now } = this.options;
    const upTo = await log.head();
    const beganAt = now().toISOString();
    await this.assertNoOtherBuilds();
    const stores: OverwrittenStore[] = [];
    if (readStore.overwriteRemains) {
      await readStore.overwriteRemains();
      stores.push('read-store');
    }
    if (await keys.keys?.overwriteRemains()) stores.push('key-store');
    this.last = { beganAt, stores, upTo };
  }

  private async assertNoOtherBuilds(): Promise<void> {
    for (const [name, { next, retired }] of await new ProjectionRegistry(this.options.readStore).all())
      if (next || retired.length > 0) throw new BuildsUnderWayError(name);
  }
}
