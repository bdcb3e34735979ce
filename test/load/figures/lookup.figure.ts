import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedEventStore } from '../../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { CommandEngine, derivedId, EventCodec } from '../../../libs/event-sourcing/core.js';
import { RegisterCustomer } from '../../../libs/customers/registration.commands.js';
import { customerDecider } from '../../../libs/customers/customers.decider.js';
import { startChild } from '../child.js';
import { type BenchContext, type Figure } from '../figure.js';
import { envelope } from '../orders.js';
import { paced99 } from '../paced.js';
import { type Served } from '../requests.js';
import { atOnce, inTurns } from '../turns.js';

const CUSTOMERS = 100_000;
const RATE = 400;
/** For so many rounds the p99 falls, as the service's code is compiled request by request. */
const WARM_UPS = 3;

const fill = async ({ folder, say }: BenchContext): Promise<void> => {
  const store = await EmbeddedEventStore.open(join(folder, 'events'));
  const codec = new EventCodec([customerDecider.events]);
  const engine = new CommandEngine(store, codec, { now: () => new Date(), cacheSize: 0 });
  say(`registering ${CUSTOMERS} customers`);
  await atOnce(256, CUSTOMERS, (index) =>
    engine.handle(
      customerDecider,
      new RegisterCustomer(
        derivedId('customer', `${index}`),
        { kind: 'person', name: `Customer ${index}`, externalIds: [{ system: 'shop', id: `${index}` }] },
        envelope(`customer-${index}`),
      ),
    ),
  );
  await store.close();
};

interface Items {
  readonly items?: readonly { readonly kind?: string; readonly state?: string }[];
}

/**
 * Waits until the directory holds the last customer, and until reactions have done their work, however long that takes: they
 * claim each customer's external id, and would be measured instead.
 */
const untilDone = async ({ address, authorization }: Served, path: string): Promise<void> => {
  const ask = async (asked: string): Promise<NonNullable<Items['items']>> => {
    const answer = await fetch(`${address}${asked}`, { headers: authorization });
    return ((await answer.json()) as Items).items ?? [];
  };
  while ((await ask(path)).length !== 1) await delay(200);
  const isBusy = ({ kind, state }: { readonly kind?: string; readonly state?: string }) =>
    kind === 'reaction' && state !== 'live';
  for (;;) {
    const reactions = await ask('/v1/reactions');
    if (reactions.length > 0 && !reactions.some(isBusy)) return;
    await delay(1_000);
  }
};

export const lookup: Figure = {
  name: 'a lookup over HTTP by an indexed field',
  about: `p99 at ${CUSTOMERS.toLocaleString('en')} customers ÷ an empty endpoint’s, ${RATE} requests/s`,
  target: { atMost: 2 },
  measure: async (context) => {
    await fill(context);
    const start = () =>
      startChild('apps/standalone/main.js', [], { DOSSIER_DATA: context.folder, DOSSIER_PORT: '0' });
    const path = (index: number) => `/v1/customers?externalId=shop:${index}`;
    context.say('projecting them, and claiming their external ids');
    const filling = await start();
    await untilDone(filling, path(CUSTOMERS - 1));
    await filling.stop();
    // Else the rounds would measure how the disk takes what was written to fill the stores.
    await promisify(execFile)('sync');
    const { stop, ...served } = await start();
    await untilDone(served, path(CUSTOMERS - 1));
    const result = await inTurns(
      'ms, p99',
      5,
      () => paced99(served, RATE, 4, (index) => ({ path: path((index * 7_919) % CUSTOMERS) })),
      () => paced99(served, RATE, 4, () => ({ path: '/health/live' })),
      WARM_UPS,
    );
    await stop();
    return result;
  },
};
