import { join } from 'node:path';
import { eventStoreOf, onServers, readStoreOf } from '../../../test/support/stores.js';
import { ConsumerGroup, type ConsumerGroupOptions } from '../consumers/consumer-group.js';
import { temporaryFolder } from './temporary-folder.js';
import { type EventStore, type Position } from '../event-store/event-store.port.js';
import { openEventStore } from '../open-stores.js';
import { MongoDbReadStore } from '../read-store/mongodb/mongodb.read-store.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { EmbeddedReadStore } from '../read-store/embedded/embedded.read-store.js';
import { type AnyProjection } from '../projections/projection.js';
import { ProjectionRunner, type ProjectionRunnerOptions } from '../projections/projection-runner.js';
import { ReadModels } from '../projections/read-models.js';
import { reactionProgress } from '../reactions/reaction-state.js';
import { shopCodec } from './shop.fixture.js';

/** A lease that runs out soon, in milliseconds: not so soon on servers that its holder hasn't had an answer in time. */
export const SHORT_LEASE = onServers ? 1_500 : 90;

/** Both stores in a folder of their own (or on servers, where `test:servers` runs), and runners on them that are stopped in the end. */
export class RunnerHarness {
  readonly errors: unknown[] = [];
  readonly readModels: ReadModels;
  private readonly runners: ProjectionRunner[] = [];

  private constructor(
    readonly eventStore: EventStore,
    readonly readStore: ReadStore,
  ) {
    this.readModels = new ReadModels(readStore);
  }

  static async open(): Promise<RunnerHarness> {
    const folder = temporaryFolder();
    const { location = `embedded:${join(folder, 'events')}`, ...onServer } = eventStoreOf(folder) ?? {};
    const eventStore = await openEventStore(location, false, undefined, onServer);
    const server = readStoreOf(folder);
    const readStore =
      server === undefined
        ? await EmbeddedReadStore.open(join(folder, 'read-models'))
        : await MongoDbReadStore.connect(server);
    return new RunnerHarness(eventStore, readStore);
  }

  run(
    owner: string,
    projections: readonly AnyProjection[],
    options: Partial<ProjectionRunnerOptions & ConsumerGroupOptions> = {},
  ): ProjectionRunner {
    const { retireAfter = 60_000, verifyEvery, impediments } = options;
    const group = this.group(owner, options);
    const runner = new ProjectionRunner({
      group,
      projections,
      retireAfter,
      ...(verifyEvery === undefined ? {} : { verifyEvery }),
      ...(impediments === undefined ? {} : { impediments }),
    });
    this.runners.push(runner);
    runner.start();
    return runner;
  }

  /** The consumers of one process. */
  group(owner: string, options: Partial<ConsumerGroupOptions> = {}): ConsumerGroup {
    return new ConsumerGroup({
      eventStore: this.eventStore,
      readStore: this.readStore,
      codec: shopCodec,
      now: () => new Date(),
      owner,
      onError: (error) => this.errors.push(error),
      ...options,
    });
  }

  async reactionPosition(name: string): Promise<Position | undefined> {
    const [reaction] = await reactionProgress(this.readStore).get([name]);
    return reaction?.position;
  }

  async close(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.stop()));
    await this.eventStore.close();
    await this.readStore.close();
  }
}
