import { setTimeout as delay } from 'node:timers/promises';
import { type Position } from '../event-store/event-store.port.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { type Leases } from '../consumers/leases.js';
import { isBehind } from '../consumers/log-feed.js';
import {
  collectionOfBuild,
  type ProjectionRecord,
  type ProjectionRegistry,
  type RetiredBuild,
  sameBuild,
  switched,
} from './projection-registry.js';
import { type BuildStateDocument, buildStates } from './projection-state.js';

export interface BlueGreenOptions {
  readonly store: ReadStore;
  readonly registry: ProjectionRegistry;
  readonly leases: Leases<BuildStateDocument>;
}

/** The build that is to become the active one, as its holder knows it. */
export interface Challenger {
  /** Everything up to it is stored. */
  readonly savedPosition: Position | undefined;
  readonly running: boolean;
}

const POLL = 5;

/** How one build of a projection takes the place of another, and how the replaced one goes. */
export class BlueGreen {
  constructor(private readonly options: BlueGreenOptions) {}

  /**
   * Makes the next build the active one, once it isn't behind; to be called by its holder when it is live. The active
   * build is held still meanwhile, by its own lease, so that nobody can have read from it what the next one doesn't
   * know yet. `letGoOfActive` gives up this process's hold of it; another process's holder gives it up when it sees
   * the announcement. False: that hasn't happened yet, or the next build is still behind; to be tried again.
   */
  async switchOver(
    name: string,
    { active, next }: ProjectionRecord,
    challenger: Challenger,
    letGoOfActive: () => Promise<void>,
  ): Promise<boolean> {
    if (!next) return false;
    const { registry, leases } = this.options;
    await registry.change(name, (record) =>
      record && sameBuild(record.next, next)
        ? { ...record, announcements: record.announcements + 1 }
        : undefined,
    );
    await letGoOfActive();
    const hold = await leases.acquire(collectionOfBuild(name, active));
    if (!hold) return false;
    try {
      if (!(await this.reaches(challenger, hold.position))) return false;
      const record = await registry.change(name, (current) =>
        current && sameBuild(current.next, next) && sameBuild(current.active, active)
          ? switched(current, next)
          : undefined,
      );
      return sameBuild(record?.active ?? null, next);
    } finally {
      await hold.release();
    }
  }

  /** Drops a replaced build. Taking its lease first makes sure that nobody fills it any more. */
  async drop(name: string, retired: RetiredBuild): Promise<void> {
    const { store, registry, leases } = this.options;
    const collection = collectionOfBuild(name, retired);
    const hold = await leases.acquire(collection);
    if (!hold) return;
    await store.dropCollection(collection);
    await registry.change(
      name,
      (record) =>
        record && { ...record, retired: record.retired.filter((other) => !sameBuild(other, retired)) },
    );
    await buildStates(store).deleteOne(collection);
  }

  /** Not for longer than the hold on the active build lasts. */
  private async reaches(challenger: Challenger, position: Position | undefined): Promise<boolean> {
    const { clock, duration } = this.options.leases.options;
    const until = clock() + duration / 2;
    while (isBehind(challenger.savedPosition, position)) {
      if (!challenger.running || clock() >= until) return false;
      await delay(POLL);
    }
    return clock() < until;
  }
}
