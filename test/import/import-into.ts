import { join } from 'node:path';
import { withContext } from '../../apps/cli/command-line.js';
import { withCommandClient } from '../../apps/cli/commands.js';
import { CommandApiModule } from '../../apps/command-api/command-api.module.js';
import { EventCodec, type EventStore, type StoredEvent } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { importFile, type ImportResult } from '../../libs/importing/importer.js';
import { loadMapping } from '../../libs/importing/mapping.schema.js';
import { loadConfig } from '../../libs/platform/index.js';
import { storesOf } from '../support/stores.js';
import { inRepo } from './data-sets.js';

export const configOf = (folder: string) => loadConfig({ DOSSIER_DATA: folder, ...storesOf(folder) });

/** Imports a file into the stores of a service on a folder (`storesOf`), as `dossier import` does. */
export const importInto = (folder: string, file: string, mapping: string): Promise<ImportResult> =>
  withCommandClient(undefined, configOf(folder), 'import', (client, { types: commands }) =>
    importFile({
      file,
      mapping: loadMapping(inRepo(`mappings/${mapping}`)),
      commands,
      client,
      refusedFile: join(folder, 'refused.ndjson'),
    }),
  );

/** What an event says, without when and how it was recorded. */
export interface Said {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: unknown;
}

/**
 * A claim happens when it is made, whatever time a row names. `claimed` says who made it: a command that was killed between
 * its claims and its event finds them made when it is sent again, and leaves it to the reaction to look at them once more.
 * The claims themselves are events, and stay.
 */
const withoutHowClaimed = ({ type, data }: StoredEvent): unknown => {
  if (type === 'ExternalIdClaimed') {
    const { occurredAt: _, ...said } = data;
    return said;
  }
  if (type === 'CustomerRegistered') {
    const { claimed: _, ...said } = data as { readonly claimed?: true };
    return said;
  }
  return data;
};

/** Everything in the log of a service on a folder, by stream and revision. */
export const logOf = (folder: string): Promise<Said[]> =>
  withContext(CommandApiModule.forRoot(configOf(folder)), async (context) => {
    const recorded = await context.get<EventStore>(EVENT_STORE).readAll({ limit: 1_000_000 });
    const codec = context.get(EventCodec);
    const keys = await codec.keysToDecode(recorded);
    return recorded
      .map((event) => codec.decode(event, keys))
      .map((event) => ({
        stream: event.stream,
        revision: event.revision,
        type: event.type,
        data: withoutHowClaimed(event),
      }))
      .sort((one, other) => one.stream.localeCompare(other.stream) || one.revision - other.revision);
  });
