import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventStoreDb } from '../eventstoredb.js';
import { type Figure, LeftOut } from '../figure.js';
import { atOnce, inTurns, perSecond } from '../turns.js';
import { bytesOfOneAppend } from './embedded-append.figure.js';
import { CDNOW, COMMANDS, importCdnow } from './import.figure.js';

const WIDTH = 64;
/** By the fourth, the code of an import is compiled. */
const WARM_UPS = 3;

export const importingToEventStoreDb: Figure = {
  name: 'importing cdnow-sample.txt, eventstoredb adapter',
  about:
    'commands/s ÷ the bare client’s appends/s, 64 at once, same server (the protocol double, or EVENTSTOREDB_URL)',
  target: { atLeast: 0.35 },
  measure: async ({ folder }) => {
    if (!existsSync(CDNOW)) throw new LeftOut(`there is no ${CDNOW}`);
    const server = await eventStoreDb(folder);
    const client = EventStoreDBClient.connectionString(server.address);
    const event = JSON.parse((await bytesOfOneAppend(folder)).toString()) as Parameters<typeof jsonEvent>[0];
    const run = `${process.pid}-${Date.now()}`;
    let round = 0;
    const result = await inTurns(
      'commands/s',
      3,
      () => {
        round += 1;
        return importCdnow({
          DOSSIER_DATA: join(folder, `import-${round}`),
          DOSSIER_EVENT_STORE: server.address,
          DOSSIER_STREAM_PREFIX: `bench.${run}.${round}.`,
        });
      },
      () =>
        perSecond(COMMANDS, () =>
          atOnce(WIDTH, COMMANDS, (index) =>
            client.appendToStream(`raw-${run}-${round}-${index}`, [jsonEvent(event)], {
              expectedRevision: 'no_stream',
            }),
          ),
        ),
      WARM_UPS,
    );
    await client.dispose();
    await server.stop();
    return { ...result, note: server.note };
  },
};
