import { type Command } from 'commander';
import { type AccessOptions } from './access.action.js';
import { subcommand, wholeNumber, withPatience, withService } from './usage.js';

const EXAMPLES = `  dossier access
  dossier access --customer 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --from 2026-11-01T00:00:00Z
  dossier access --actor anna --limit 200 --json

Every answer that showed personal data, the latest first: when, to whom, by which operation, whose data it was. Each was
recorded before it was sent.`;

/** `dossier access`: who has seen whose personal data. */
export const registerAccess = (program: Command): void => {
  withPatience(withService(subcommand(program, 'access', 'list who has seen whose personal data', EXAMPLES)))
    .option('--customer <id>', 'whose personal data was shown')
    .option('--actor <subject>', 'who saw it')
    .option('--from <time>', 'what was shown at this time or later')
    .option('--before <time>', 'what was shown before this time')
    .option('--limit <count>', 'how many at most, up to 200 (default: 50)', wholeNumber)
    .option('--cursor <cursor>', 'where the page before ended')
    .action(async (options: AccessOptions) => (await import('./access.action.js')).access(options));
};
