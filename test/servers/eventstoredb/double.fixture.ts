import { DoubleLog } from './double-log.js';
import { type DoubleOptions, EventStoreDbDouble } from './eventstoredb-double.js';

/** A double on a log of its own, in memory. */
export interface StartedDouble {
  readonly double: EventStoreDbDouble;
  /** Stops the server and starts one on the same log, or an empty one, and the same port, as a new process of it would be. */
  restart(whileDown: () => Promise<void>, on?: 'same' | 'emptied'): Promise<EventStoreDbDouble>;
  /** Stops whichever server runs. */
  dispose(): Promise<void>;
}

export async function startDouble(options: DoubleOptions = {}): Promise<StartedDouble> {
  const log = new DoubleLog();
  const double = await EventStoreDbDouble.start(log, options);
  const { port } = double;
  let running = double;
  return {
    double,
    restart: async (whileDown, on = 'same') => {
      await running.stop();
      await whileDown();
      running = await EventStoreDbDouble.start(on === 'same' ? log : new DoubleLog(), {
        ...options,
        port,
      });
      return running;
    },
    dispose: () => running.stop(),
  };
}
