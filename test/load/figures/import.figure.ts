import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { open } from 'lmdb';
import { withContext } from '../../../apps/cli/command-line.js';
import { CommandApiModule } from '../../../apps/command-api/command-api.module.js';
import { importFile } from '../../../libs/importing/importer.js';
import { loadMapping } from '../../../libs/importing/mapping.schema.js';
import {
  type BoundedContext,
  CommandCatalogue,
  CommandSender,
  CONTEXTS,
  InProcessCommandClient,
  loadConfig,
} from '../../../libs/platform/index.js';
import { type Figure, LeftOut } from '../figure.js';
import { GroupedWriter } from '../raw-lmdb.js';
import { atOnce, inTurns, perSecond } from '../turns.js';
import { bytesOfOneAppend } from './embedded-append.figure.js';

const root = new URL('../../../../', import.meta.url);
export const CDNOW = fileURLToPath(new URL('../shared/data/cdnow-sample.txt', root));
const MAPPING = fileURLToPath(new URL('mappings/cdnow.yaml', root));
export const COMMANDS = 9_276;
/** As in the other figure that divides by raw writes. */
const WIDTH = 64;

/** Imports the file into empty stores: commands a second, the opening of the stores not counted. */
export const importCdnow = (
  settings: Readonly<Record<string, string>> & { readonly DOSSIER_DATA: string },
): Promise<number> =>
  withContext(CommandApiModule.forRoot(loadConfig(settings)), async (context) => {
    const mapping = loadMapping(MAPPING);
    const catalogue = new CommandCatalogue(context.get<readonly BoundedContext[]>(CONTEXTS));
    const actor = { id: 'bench', service: 'import', verified: true };
    const client = new InProcessCommandClient(context.get(CommandSender), catalogue, actor);
    const speed = await perSecond(COMMANDS, async () => {
      const { accepted } = await importFile({
        file: CDNOW,
        mapping,
        commands: catalogue.types,
        client,
        refusedFile: join(settings.DOSSIER_DATA, 'refused.ndjson'),
      });
      if (accepted !== COMMANDS) throw new Error(`${accepted} commands of ${COMMANDS} were accepted`);
    });
    return speed;
  });

export const importing: Figure = {
  name: 'importing cdnow-sample.txt',
  about: `${COMMANDS.toLocaleString('en')} commands, validated, decided, hashed, durable ÷ as many raw grouped lmdb writes, 64 at once`,
  target: { atLeast: 0.1 },
  measure: async ({ folder }) => {
    if (!existsSync(CDNOW)) throw new LeftOut(`there is no ${CDNOW}`);
    const bytes = await bytesOfOneAppend(folder);
    const raw = new GroupedWriter(
      open({ path: join(folder, 'raw'), overlappingSync: false, encoding: 'binary' }),
    );
    let round = 0;
    const result = await inTurns(
      'commands/s',
      5,
      () => importCdnow({ DOSSIER_DATA: join(folder, `import-${(round += 1)}`) }),
      () => perSecond(COMMANDS, () => atOnce(WIDTH, COMMANDS, () => raw.write(bytes))),
    );
    await raw.close();
    return result;
  },
};
