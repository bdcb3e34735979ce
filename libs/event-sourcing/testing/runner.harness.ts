import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { EmbeddedReadStore } from '../read-store/embedded/embedded.read-store.js';
import { type AnyProjection } from '../projections/projection.js';
import { ProjectionRunner, type ProjectionRunnerOptions } from '../projections/projection-runner.js';
import { ReadModels } from '../projections/read-models.js';
import { shopCodec } from './shop.fixture.js';

/** Both stores in a folder of their own, and runners on them that are stopped in the end. */
export class RunnerHarness {
  readonly errors: unknown[] = [];
  readonly readModels: ReadModels;
  private readonly runners: ProjectionRunner[] = [];

  private constructor(
    readonly eventStore: EmbeddedEventStore,
    readonly readStore: EmbeddedReadStore,
  ) {
    this.readModels = new ReadModels(readStore);
  }

  static async open(): Promise<RunnerHarness> {
    const folder = temporaryFolder();
    const eventStore = await EmbeddedEventStore.open(join(folder, 'events'));
    return new RunnerHarness(eventStore, await EmbeddedReadStore.open(join(folder, 'read-models')));
  }

  run(
    owner: string,
    projections: readonly AnyProjection[],
    options: Partial<ProjectionRunnerOptions> = {},
  ): ProjectionRunner {
    const runner = new ProjectionRunner({
      eventStore: this.eventStore,
      readStore: this.readStore,
      codec: shopCodec,
      projections,
      now: () => new Date(),
      owner,
      onError: (error) => this.errors.push(error),
      ...options,
    });
    this.runners.push(runner);
    runner.start();
    return runner;
  }

  async close(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.stop()));
    await this.eventStore.close();
    await this.readStore.close();
  }
}
