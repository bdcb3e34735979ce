import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedEventStore } from '../../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { EmbeddedReadStore } from '../../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { projectionStatuses } from '../../../libs/event-sourcing/core.js';
import { startChild } from '../child.js';
import { type Figure, LeftOut } from '../figure.js';
import { orderBody } from '../orders.js';
import { paced99 } from '../paced.js';
import { registerCustomer, type Served } from '../requests.js';
import { allProjections } from '../whole-service.js';

const RATE = 100;
const SECONDS = 10;
const POLL = 200;

/** The service's projections, looked at through the stores that its process writes to, and asked over HTTP. */
const openProjections = async ({ address, authorization }: Served, dataFolder: string) => {
  const readOnly = { readOnly: true };
  const eventStore = await EmbeddedEventStore.open(join(dataFolder, 'events'), readOnly);
  const readStore = await EmbeddedReadStore.open(join(dataFolder, 'read-models'), readOnly);
  const now = () => new Date();
  const statuses = () => projectionStatuses({ eventStore, readStore, now });
  const areRebuilding = async () => (await statuses()).some(({ role }) => role === 'next');
  const lastBuild = async () => Math.max(...(await statuses()).map(({ build }) => build));
  return {
    areRebuilding,
    /** Resolves when every projection serves and none is being rebuilt. */
    areLive: async () => {
      for (;;) {
        const all = await statuses();
        const live = all.filter(({ role, state }) => role === 'active' && state === 'live').length;
        if (live === allProjections.length && !all.some(({ role }) => role === 'next')) return;
        await delay(POLL);
      }
    },
    rebuild: async () => {
      const before = await lastBuild();
      for (const { name } of allProjections)
        await fetch(`${address}/v1/projections/${name}/rebuilds`, {
          method: 'POST',
          headers: authorization,
        });
      while ((await lastBuild()) === before) await delay(POLL);
    },
    close: async () => {
      await readStore.close();
      await eventStore.close();
    },
  };
};

export const rebuildLatency: Figure = {
  name: 'a command while all projections are rebuilt',
  about: `p99 of POST /v1/orders, standalone, ${RATE}/s, while it rebuilds the large log ÷ when idle`,
  target: { atMost: 3 },
  measure: async ({ folder, largeLog, say }) => {
    await cp(await largeLog(), folder, { recursive: true });
    const { stop, ...served } = await startChild('apps/standalone/main.js', [], {
      DOSSIER_DATA: folder,
      DOSSIER_PORT: '0',
    });
    const projections = await openProjections(served, folder);
    say('projecting the large log');
    await projections.areLive();
    const customerId = await registerCustomer(served);
    const orders = () =>
      paced99(served, RATE, SECONDS, (index) => ({
        path: '/v1/orders',
        body: orderBody(customerId, index),
      }));
    await orders();
    say('commands while idle');
    const idle = await orders();
    say('commands while all of it is rebuilt');
    await projections.rebuild();
    const rebuilding = await orders();
    if (!(await projections.areRebuilding())) {
      throw new LeftOut(`the rebuild took less than ${SECONDS} s: ask for more --events`);
    }
    await projections.close();
    await stop();
    // Once each and not in turns: a rebuild of the large log takes more than a minute here.
    return { ratio: rebuilding / idle, left: rebuilding, right: idle, unit: 'ms, p99' };
  },
};
