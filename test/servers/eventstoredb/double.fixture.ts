import { temporaryFolder } from '../../../libs/event-sourcing/testing.js';
import { EmbeddedEventStore } from '../../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { type DoubleOptions, EventStoreDbDouble } from './eventstoredb-double.js';

/** A double over an embedded log in a folder of its own. */
export interface StartedDouble {
  readonly double: EventStoreDbDouble;
  /** Stops the server and starts one on the same log and port, as a new process of it would be. */
  restart(whileDown: () => Promise<void>): Promise<EventStoreDbDouble>;
  /** Stops whichever server runs, and removes the log. */
  dispose(): Promise<void>;
}

export async function startDouble(options: DoubleOptions = {}): Promise<StartedDouble> {
  const folder = temporaryFolder();
  const log = await EmbeddedEventStore.open(folder);
  const double = await EventStoreDbDouble.start(log, options);
  const { port } = double;
  let running = double;
  return {
    double,
    restart: async (whileDown) => {
      await running.stop();
      await whileDown();
      running = await EventStoreDbDouble.start(log, { ...options, port });
      return running;
    },
    dispose: async () => {
      await running.stop();
      await log.close();
    },
  };
}
