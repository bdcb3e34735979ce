import { type Command } from 'commander';
import { type CheckOptions, type ExportOptions } from './privacy.action.js';
import { subcommand, withPatience, withService } from './usage.js';

const EXPORT_EXAMPLES = `  dossier privacy export 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --out ada.json
  dossier privacy export 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --page --out ada.html

All that is held about the customer, in whichever context, and where it came from; who has seen it, and to whom it was handed
out. That it is handed out is recorded before. The last line of the file is a signature over all lines before it.`;

const CHECK_EXAMPLES = `  dossier privacy check ada.json
  dossier privacy check ada.html --key signing-key.pem

Without --key, the key is that of the service, or of the stores: GET /v1/privacy/signing-key has it for others.`;

/** `dossier privacy`: what persons may ask for. */
export const registerPrivacy = (program: Command): void => {
  const privacy = program.command('privacy').description('do what persons may ask for: export, check');
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
};
