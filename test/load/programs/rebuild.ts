import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EmbeddedEventStore } from '../../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { EmbeddedReadStore } from '../../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { ConsumerGroup, ProjectionRunner } from '../../../libs/event-sourcing/core.js';
import { eventsIn } from '../large-log.js';
import { allProjections, keysBeside, wholeCodec } from '../whole-service.js';

/**
 * Builds read models from the first event to the last, into an empty read store; prints how long it took and how much
 * memory at most, in bytes, as JSON. `--only` names the one projection; else it is all of them.
 */
const { values } = parseArgs({
  options: {
    log: { type: 'string', default: '' },
    into: { type: 'string', default: '' },
    only: { type: 'string' },
  },
});

/** Without the mapped files: their pages count as resident while they are cached, and cost nobody anything. */
const ownMemory = (): number => {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return process.memoryUsage.rss();
  }
};

const { only } = values;
const projections = allProjections.filter(({ name }) => only === undefined || name === only);
if (projections.length === 0) throw new Error(`there is no projection ${only ?? ''}`);
const eventStore = await EmbeddedEventStore.open(values.log);
const readStore = await EmbeddedReadStore.open(values.into);
const keys = await keysBeside(values.log);
const group = new ConsumerGroup({
  eventStore,
  readStore,
  codec: wholeCodec(keys.keys),
  now: () => new Date(),
  owner: 'bench',
  onError: (error) => {
    throw error;
  },
});
const runner = new ProjectionRunner({ group, projections });
let own = 0;
const watch = setInterval(() => (own = Math.max(own, ownMemory())), 100);
const start = performance.now();
await runner.catchUp();
const seconds = (performance.now() - start) / 1000;
clearInterval(watch);
const { maxRSS } = process.resourceUsage();
const events = await eventsIn(eventStore);
const stopped = (await runner.status()).filter(({ state }) => state === 'stopped');
if (stopped.length > 0) throw new Error(`stopped: ${JSON.stringify(stopped)}`);
await runner.stop();
await readStore.close();
await eventStore.close();
await keys.close();
process.stdout.write(`${JSON.stringify({ events, seconds, own, resident: maxRSS * 1024 })}\n`);
