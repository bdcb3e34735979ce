import { setTimeout as delay } from 'node:timers/promises';
import { type Position } from '../event-store/event-store.port.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { LeasedCheckpoint, type LeaseOptions } from '../consumers/leased-checkpoint.js';
import { isBehind } from '../consumers/log-feed.js';
import {
  collectionOfBuild,
  type ProjectionRecord,
  type ProjectionRegistry,
  type RetiredBuild,
  sameBuild,
  switched,
} from './projection-registry.js';
import { buildStates } from './projection-state.js';

export interface BlueGreenOptions {
  readonly store: ReadStore;
  readonly registry: ProjectionRegistry;
  readonly lease: LeaseOptions;
  /** How long a replaced build goes on serving those who have resolved it, in milliseconds. */
  readonly retireAfter: number;
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
  private readonly states;

  constructor(private readonly options: BlueGreenOptions) {
    this.states = buildStates(options.store);
  }

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
    const { registry, lease, retireAfter } = this.options;
    await registry.change(name, (record) =>
      record && sameBuild(record.next, next)
        ? { ...record, switchingUntil: lease.now() + lease.duration }
        : undefined,
    );
    await letGoOfActive();
    const hold = await LeasedCheckpoint.acquire(this.states, collectionOfBuild(name, active), {}, lease);
    if (!hold) return false;
    try {
      if (!(await this.reaches(challenger, hold.position))) return false;
      const dropAfter = lease.now() + retireAfter;
      const record = await registry.change(name, (current) =>
        current && sameBuild(current.next, next) && sameBuild(current.active, active)
          ? switched(current, next, dropAfter)
          : undefined,
      );
      return sameBuild(record?.active ?? null, next);
    } finally {
      await hold.release();
    }
  }

  /** Drops a replaced build. Taking its lease first makes sure that nobody fills it any more. */
  async drop(name: string, retired: RetiredBuild): Promise<void> {
    const { store, registry, lease } = this.options;
    const collection = collectionOfBuild(name, retired);
    const hold = await LeasedCheckpoint.acquire(this.states, collection, {}, lease);
    if (!hold) return;
    await store.dropCollection(collection);
    await registry.change(
      name,
      (record) =>
        record && { ...record, retired: record.retired.filter((other) => !sameBuild(other, retired)) },
    );
    await this.states.deleteOne(collection);
  }

  /** Not for longer than the hold on the active build lasts. */
  private async reaches(challenger: Challenger, position: Position | undefined): Promise<boolean> {
    const { now, duration } = this.options.lease;
    const until = now() + duration / 2;
    while (isBehind(challenger.savedPosition, position)) {
      if (!challenger.running || now() >= until) return false;
      await delay(POLL);
    }
    return now() < until;
  }
}
