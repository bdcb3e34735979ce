import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Impediments } from '../../libs/event-sourcing/core.js';
import { type DossierConfig } from '../../libs/platform/index.js';

/** What the thread says: once that it runs, then each change of what stands in its way. */
export type ProjectorMessage =
  'started' | { readonly component: string; readonly reason: string | undefined };

const CONFIG = Symbol('configuration of the projector');

/**
 * The projector app in a thread of its own: however much it folds, and whatever garbage that leaves, the thread that
 * answers requests stands still for none of it. The two meet in the stores alone, as processes would.
 */
@Module({})
export class ProjectorThread implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private worker: Worker | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: DossierConfig,
    private readonly impediments: Impediments,
  ) {}

  static of(config: DossierConfig): DynamicModule {
    return { module: ProjectorThread, providers: [{ provide: CONFIG, useValue: config }] };
  }

  /** Resolves once it runs. An error that ends it later ends the process, so that it can't go unnoticed. */
  async onApplicationBootstrap(): Promise<void> {
    const worker = new Worker(new URL('./projector.worker.js', import.meta.url), { workerData: this.config });
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.on('message', (message: ProjectorMessage) => {
        if (message === 'started') resolve();
        else this.impediments.report(message.component, message.reason);
      });
    });
    worker.on('error', (error) => {
      throw error;
    });
    this.worker = worker;
  }

  /** Resolves once the batches at hand are finished, and the thread's stores are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.worker === undefined) return;
    const ended = once(this.worker, 'exit');
    this.worker.postMessage('end');
    await ended;
  }
}
