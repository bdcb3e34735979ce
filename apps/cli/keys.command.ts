import { type Command } from 'commander';
import { type RotateOptions } from './keys.action.js';
import { subcommand, withExamples } from './usage.js';

const EXAMPLES = `  dossier keys rotate
  dossier keys rotate --help`;

const ROTATE_EXAMPLES = `  dossier keys rotate
  dossier keys rotate --new-key-file /run/secrets/dossier-master-key

The keys of personal data stay as they are, and so does the log: what wraps them is wrapped by the new master key, in one
write. Without --new-key-file a new key is made and takes the place of the file in the data folder; with it, set the new
key for the service (DOSSIER_MASTER_KEY_FILE) before its next start. The file holds 64 hexadecimal characters
(openssl rand -hex 32). When it is interrupted, run it again. An embedded key store is rotated while no service runs.`;

/** `dossier keys`: the master key that wraps the keys of personal data. */
export const registerKeys = (program: Command): void => {
  const keys = withExamples(
    program.command('keys').description('look after the keys of personal data: rotate'),
    EXAMPLES,
  );
  subcommand(keys, 'rotate', 'wrap the keys of personal data by a new master key', ROTATE_EXAMPLES)
    .option('--new-key-file <file>', 'holds the new master key')
    .action(async (options: RotateOptions) => (await import('./keys.action.js')).rotate(options));
};
