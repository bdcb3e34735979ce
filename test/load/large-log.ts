import { join } from 'node:path';
import { withContext } from '../../apps/cli/command-line.js';
import { CommandApiModule } from '../../apps/command-api/command-api.module.js';
import { stories } from '../../libs/demo/stories.js';
import { sendStories } from '../../libs/demo/send-stories.js';
import { EventCodec, type EventStore } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import {
  CommandCatalogue,
  CommandSender,
  CONTEXTS,
  InProcessCommandClient,
  loadConfig,
} from '../../libs/platform/index.js';
import { encryptNothing } from './whole-service.js';

const SERVICE = 'bench';
const END = Date.parse('2026-01-01T00:00:00Z');

/** How many events the log holds: positions of the embedded store count without gaps. */
export const eventsIn = async (store: EventStore): Promise<number> => Number((await store.head()) ?? 0);

/**
 * Brings a data folder's log to `events` events, or some hundred more, with the histories of a made-up company, sent as
 * commands; `plain`: with nothing encrypted.
 */
export const fillLog = async (
  dataFolder: string,
  events: number,
  say: (progress: string) => void,
  data: 'encrypted' | 'plain' = 'encrypted',
): Promise<void> => {
  const config = loadConfig({ DOSSIER_DATA: dataFolder });
  await withContext(CommandApiModule.forRoot(config), async (context) => {
    const store = context.get<EventStore>(EVENT_STORE);
    if (data === 'plain') encryptNothing(context.get(EventCodec, { strict: false }));
    let sent = 0;
    const untilFull = function* () {
      for (const story of stories({ seed: 1, customers: Infinity, end: END, service: SERVICE })) {
        if (sent >= events) return;
        yield story;
      }
    };
    let next = 0;
    await sendStories({
      stories: untilFull(),
      client: new InProcessCommandClient(
        context.get(CommandSender),
        new CommandCatalogue(context.get(CONTEXTS)),
        { id: 'bench', service: SERVICE, verified: true },
      ),
      onProgress: ({ accepted }) => {
        sent = accepted;
        if (accepted < next) return;
        say(`filling the log: ${accepted.toLocaleString('en')} of ${events.toLocaleString('en')} events`);
        next += events / 10;
      },
    });
    say(`the log has ${(await eventsIn(store)).toLocaleString('en')} events`);
  });
};

export const eventsFolderOf = (dataFolder: string): string => join(dataFolder, 'events');
