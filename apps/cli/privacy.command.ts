import { type Command } from 'commander';
import { type CheckOptions, type ExportOptions } from './privacy.action.js';
import { type CarryOutOptions, type DueOptions } from './retention.action.js';
import { subcommand, wholeNumber, withExamples, withPatience, withService } from './usage.js';

const EXAMPLES = `  dossier privacy export 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --out ada.json
  dossier privacy check ada.json
  dossier privacy due

Customers are erased over HTTP (POST /v1/privacy/customers/<id>/erasure), or by a rule of retention that is carried out.`;

const EXPORT_EXAMPLES = `  dossier privacy export 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --out ada.json
  dossier privacy export 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --page --out ada.html

All that is held about the customer, in whichever context, and where it came from; who has seen it, and to whom it was handed
out. That it is handed out is recorded before. The last line of the file is a signature over all lines before it.`;

const CHECK_EXAMPLES = `  dossier privacy check ada.json
  dossier privacy check ada.html --key signing-key.pem

Without --key, the key is that of the service, or of the stores: GET /v1/privacy/signing-key has it for others.`;

const DUE_EXAMPLES = `  dossier privacy due
  dossier privacy due --as-of 2026-03-31 --json
  dossier privacy due --held-back

What the rules of DOSSIER_RETENTION make due: interactions and customers, the oldest first. Nothing happens to them until you
say so (dossier privacy carry-out). What is restricted, or has a deal or a follow-up open, is held back.`;

const CARRY_OUT_EXAMPLES = `  dossier privacy carry-out 'interactions older than 3 years' --as-of 2026-03-31 --expected 12

Lets go of what is due by one rule, for good: customers are erased, and of interactions what was said is forgotten. --expected is
how much was listed as due: when there is more by now, nothing happens. Each is looked at again before; where somebody was in
touch since, it is left.`;

/** `dossier privacy`: what persons may ask for, and what is due to be let go of. */
export const registerPrivacy = (program: Command): void => {
  const privacy = withExamples(
    program
      .command('privacy')
      .description('do what persons may ask for, and let go of what is due: export, check, due, carry-out'),
    EXAMPLES,
  );
  withPatience(
    withService(
      subcommand(privacy, 'export <customer>', 'export all that is held about a customer', EXPORT_EXAMPLES),
    ),
  )
    .option('--page', 'as a page to read and print, instead of JSON')
    .option('--out <file>', 'the file to write (default: standard output)')
    .action(async (customer: string, options: ExportOptions) =>
      (await import('./privacy.action.js')).exportCustomer(customer, options),
    );
  withPatience(
    withService(
      subcommand(privacy, 'check <file>', 'check that an export is as it was signed', CHECK_EXAMPLES),
    ),
  )
    .option('--key <file>', 'the public key in PEM')
    .action(async (file: string, options: CheckOptions) =>
      (await import('./privacy.action.js')).check(file, options),
    );
  withPatience(
    withService(subcommand(privacy, 'due', 'list what is due by the rules of retention', DUE_EXAMPLES)),
  )
    .option('--as-of <day>', 'as of this day (default: today)')
    .option('--rule <rule>', 'by this rule alone, as it is listed')
    .option('--held-back', 'what would be due and is held back, instead')
    .option('--limit <count>', 'how much to list of each rule', wholeNumber)
    .option('--cursor <cursor>', 'where the list of a rule goes on')
    .action(async (options: DueOptions) => (await import('./retention.action.js')).due(options));
  withPatience(
    withService(
      subcommand(
        privacy,
        'carry-out <rule>',
        'let go of what is due by a rule of retention',
        CARRY_OUT_EXAMPLES,
      ),
    ),
  )
    .requiredOption('--expected <count>', 'how much is due, as it was listed', wholeNumber)
    .option('--as-of <day>', 'as of which day it was listed (default: today)')
    .action(async (rule: string, options: CarryOutOptions) =>
      (await import('./retention.action.js')).carryOut(rule, options),
    );
};
