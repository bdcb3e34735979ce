import { parseArgs } from 'node:util';
import { CommandApiModule } from '../../../apps/command-api/command-api.module.js';
import { type AppendResult, EventCodec, type EventStore } from '../../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../../libs/event-sourcing/nest.js';
import { createHttpApp, loadConfig } from '../../../libs/platform/index.js';
import { encryptNothing } from '../whole-service.js';

/**
 * The command API as it is shipped or, with `--append nothing`, over a store whose append of an order keeps nothing;
 * `--data plain` encrypts nothing.
 */
const { values } = parseArgs({ options: { append: { type: 'string' }, data: { type: 'string' } } });

const { DOSSIER_DATA, DOSSIER_REQUESTS_PER_MINUTE } = process.env;
const app = await createHttpApp(
  CommandApiModule.forRoot(loadConfig({ DOSSIER_DATA, DOSSIER_REQUESTS_PER_MINUTE, DOSSIER_PORT: '0' })),
);

if (values.data === 'plain') encryptNothing(app.get(EventCodec));

if (values.append === 'nothing') {
  const store = app.get<EventStore>(EVENT_STORE);
  const durable = store.append.bind(store);
  const nothing = (): Promise<AppendResult> =>
    Promise.resolve({ outcome: 'appended', revision: 0, position: '0000000000000001' });
  Object.assign(store, {
    append: (...args: Parameters<EventStore['append']>) =>
      args[0].startsWith('order-') ? nothing() : durable(...args),
  });
}

await app.listen(0, '127.0.0.1');
process.stdout.write(`listens on ${await app.getUrl()}\n`);
