import { type Command } from 'commander';
import { type ImportOptions } from './import.action.js';
import { exitCodes, subcommand, withService } from './usage.js';

const EXAMPLES = `  dossier import cdnow-sample.txt --mapping mappings/cdnow.yaml
  dossier import accounts.csv --mapping mappings/crm-sales/accounts.yaml
  dossier import sales_pipeline.csv --mapping mappings/crm-sales/deals.yaml --refused refused.ndjson
  dossier import accounts.csv --mapping accounts.yaml --url https://crm.example.com --token "$TOKEN"

With --url the commands go to that service over HTTP (POST /v1/commands). Without it they go to the service
that runs on the data folder, and when none does, to the stores themselves. A lost connection is taken up again by itself.
Rows are recognised when they come through the same service: make the token with dossier token --service import.

It can be run again at any time: rows that are in already are recognised and left alone, so a file with rows added
brings in those, and an import that was interrupted goes on. Rows that are refused don't stop it: they go to a file, one
JSON object a line: {"line": 7, "row": …, "reason": {"code": …, "message": …}}. The row has the text of each column; when
it can't be read (too few or too many fields, a quote that is never closed, no JSON) it is the text as it stands in the
file. Mend the rows where they stand and import the file again: what went in before is left alone. The exit code is 0 when all rows went in, ${exitCodes.someRefused} when some were refused.`;

/** `dossier import`: the rows of a file as commands. */
export const registerImport = (program: Command): void => {
  withService(
    subcommand(
      program,
      'import <file>',
      'bring a CSV or NDJSON file in, as commands, by a mapping',
      EXAMPLES,
    ),
  )
    .requiredOption('--mapping <yaml>', 'how a row becomes commands')
    .option('--refused <ndjson>', 'where refused rows go (default: <file>.refused.ndjson)')
    .action(async (file: string, options: ImportOptions) =>
      (await import('./import.action.js')).importRows(file, options),
    );
};
