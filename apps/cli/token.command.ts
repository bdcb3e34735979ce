import { type Command, InvalidArgumentError, Option } from 'commander';
import { secondsIn } from '../../libs/platform/access/duration.js';
import { reservedClients } from '../../libs/platform/access/reserved-clients.js';
import { type Scope, scopes } from '../../libs/platform/access/scopes.js';
import { type RevokeOptions, type TokenOptions } from './token.action.js';
import { subcommand, withService } from './usage.js';

const EXAMPLES = `  export DOSSIER_TOKEN=$(dossier token)
  dossier token --subject anna --service web-shop --scopes crm:command,crm:read --expires 12h
  dossier token --service prometheus --scopes crm:admin --json

The token is by the key in the data folder: whoever may read that folder may do everything. Without --scopes it may do
everything, too. Scopes: ${scopes.join(', ')}.
Where DOSSIER_JWKS_URL is set, tokens come from whoever keeps those keys.`;

const scopesIn = (text: string): readonly Scope[] => {
  const named = text.split(/[\s,]+/).filter((name) => name !== '');
  const unknown = named.find((name) => !scopes.some((scope) => scope === name));
  if (named.length === 0 || unknown !== undefined)
    throw new InvalidArgumentError(`${unknown ?? 'Nothing'} is no scope; there are ${scopes.join(', ')}.`);
  return scopes.filter((scope) => named.includes(scope));
};

const lifetime = (text: string): number => {
  const seconds = secondsIn(text);
  if (seconds === undefined) throw new InvalidArgumentError('It must be a time such as 15m, 12h or 30d.');
  return seconds;
};

const nameIn = (text: string): string => {
  if (!/^[\x21-\x7e]{1,200}$/.test(text))
    throw new InvalidArgumentError('It must be 1 to 200 printable ASCII characters, without spaces.');
  return text;
};

const serviceIn = (text: string): string => {
  if (reservedClients.has(text))
    throw new InvalidArgumentError('It is the name of a part of the service itself.');
  return nameIn(text);
};

const REVOKE_EXAMPLES = `  dossier token revoke 0d9c5f0e-5a3c-4c6f-8f0d-2f2b4f0a9b11
  dossier token revoke 0d9c5f0e-5a3c-4c6f-8f0d-2f2b4f0a9b11 --url https://crm.example.com

The id is that of the token (jti), as dossier token --json prints it. Within 5 seconds no process accepts it any more; that
can't be taken back.`;

/** `dossier token`: a bearer token by the key in the data folder; `dossier token revoke`: the end of one. */
export const registerToken = (program: Command): void => {
  const token = subcommand(
    program,
    'token',
    'print a bearer token for the service on the data folder',
    EXAMPLES,
  )
    .addOption(new Option('--subject <name>', 'who acts with it').argParser(nameIn).default('local'))
    .addOption(
      new Option('--service <name>', 'through which service: commands are known again by it')
        .argParser(serviceIn)
        .default('local'),
    )
    .addOption(
      new Option(
        '--scopes <scopes>',
        'what it is good for, separated by commas (default: everything)',
      ).argParser(scopesIn),
    )
    .addOption(
      new Option(
        '--expires <time>',
        'how long it is accepted: 15m, 12h, 30d (default: DOSSIER_TOKEN_LIFETIME)',
      ).argParser(lifetime),
    )
    .enablePositionalOptions()
    .action(async (options: TokenOptions) => (await import('./token.action.js')).makeToken(options));
  withService(
    subcommand(token, 'revoke <id>', 'have no process accept a token any more', REVOKE_EXAMPLES),
  ).action(async (id: string, options: RevokeOptions) =>
    (await import('./token.action.js')).revoke(id, options),
  );
};
