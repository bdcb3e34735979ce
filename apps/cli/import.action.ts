import { importFile, type ImportResult } from '../../libs/importing/importer.js';
import { loadMapping } from '../../libs/importing/mapping.schema.js';
import { configFor } from './command-line.js';
import { progressOf } from './progress.js';
import { withCommandClient } from './commands.js';
import { namedService, serviceOnFolder } from './service.js';
import { table } from './tables.js';
import { type CommonOptions, exitCodes, print, printJson, type ServiceOptions } from './usage.js';

export interface ImportOptions extends CommonOptions, ServiceOptions {
  readonly mapping: string;
  readonly refused?: string;
}

/** Rows are known again when they come through the same service. */
const CLIENT = 'import';

export const importRows = async (file: string, options: ImportOptions): Promise<void> => {
  const result = await importInto(file, options);
  if (options.json) printJson(result);
  else report(result);
  if (result.refused > 0) process.exitCode = exitCodes.someRefused;
};

const importInto = async (file: string, options: ImportOptions): Promise<ImportResult> => {
  const mapping = loadMapping(options.mapping);
  const config = configFor(options);
  const service = namedService(options) ?? (await serviceOnFolder(config, options, CLIENT));
  return withCommandClient(service, config, CLIENT, async (client, catalogue) => {
    const progress = progressOf({ title: 'importing', unit: 'rows', quiet: options.json === true });
    try {
      return await importFile({
        file,
        mapping,
        commands: catalogue.types,
        client,
        refusedFile: options.refused ?? `${file}.refused.ndjson`,
        onProgress: ({ fraction, rows, refused }) => {
          progress.update(fraction, rows, refused === 0 ? undefined : `${refused} refused`);
        },
      });
    } finally {
      progress.done();
    }
  });
};

const report = ({ rows, commands, accepted, repeated, refused, refusedFile }: ImportResult): void => {
  print(
    table(
      ['', ''],
      [
        ['rows read', rows],
        ['commands sent', commands],
        ['  accepted', accepted],
        ['  repeated', repeated],
        ['rows refused', refused],
      ],
    ),
  );
  if (refusedFile !== null) print(`The refused rows are in ${refusedFile}, each with the reason.`);
};
