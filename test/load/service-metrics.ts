import { setTimeout as delay } from 'node:timers/promises';
import { type Served } from './requests.js';

/** A figure of a service's `/metrics`, by its name. */
export const metricOf = async ({ address, authorization }: Served, name: string): Promise<number> => {
  const text = await (await fetch(`${address}/metrics`, { headers: authorization })).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  if (line === undefined) throw new Error(`${address}/metrics has no ${name}`);
  return Number(line.slice(name.length + 1));
};

/** Between two looks, in milliseconds. */
const LOOK = 2_000;
/** Seconds of processor time between two looks that are none to speak of. */
const RESTING = 0.2;

/** Waits until a service has nothing to do. */
export const untilItRests = async (served: Served): Promise<void> => {
  const used = () => metricOf(served, 'process_cpu_seconds_total');
  for (let before = await used(); ;) {
    await delay(LOOK);
    const now = await used();
    if (now - before < RESTING) return;
    before = now;
  }
};
