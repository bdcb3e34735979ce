import { resolve } from 'node:path';
import { embeddedFolderOf, MASTER_KEY, type MasterKeySource } from '../../event-sourcing/core.js';
import { type LogLevel, logLevels } from '../logging/levels.js';
import { type AccessConfig, accessConfigOf, accessSettings } from '../access/access.settings.js';
import { isFolder } from './data-folder.js';
import {
  type AnySetting,
  ConfigError,
  matching,
  numberBetween,
  type Setting,
  setting,
  trueOrFalse,
  valueIn,
} from './setting.js';

export interface DossierConfig {
  /** `embedded:<folder>` or `esdb://…`, `esdb+discover://…`. */
  readonly eventStore: string;
  /** `embedded:<folder>` or `mongodb://…`, `mongodb+srv://…`. */
  readonly readStore: string;
  /** `embedded:<folder>` or `mongodb://…`, `mongodb+srv://…`. */
  readonly keyStore: string;
  /** Where the key comes from that wraps the keys of the key store. */
  readonly masterKey: MasterKeySource;
  /** What the names of this service's streams begin with on an EventStoreDB server. */
  readonly streamPrefix: string;
  /** How long a command may take, in milliseconds. */
  readonly commandBudget: number;
  /** Of embedded stores: another process writes to them, and this one reads alone. False when absent. */
  readonly readOnly?: boolean;
  /** Where what belongs to this installation lives: embedded stores, the request key. */
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  /** Read models that were built from another log are discarded, and built anew from the one that is there. */
  readonly rebuildReadModels: boolean;
  /** How long a stopping process goes on with what is under way, in seconds. */
  readonly drainSeconds: number;
  /** How long a connection may stand still in the middle of a request or an answer, in seconds. */
  readonly stallSeconds: number;
  /** Secret under the hash that recognises a repeated request; absent: made once and kept in the data folder. */
  readonly requestKey?: string;
  /** What is written to the log: failures; warnings besides; each request besides. */
  readonly logLevel: LogLevel;
  readonly access: AccessConfig;
  /** The contexts' own settings, as text by variable, where the environment has them: see `settingOf`. */
  readonly contextSettings: Readonly<Record<string, string>>;
}

/** Settings of the command line; a service ignores them. */
const clientSettings = {
  url: setting({
    variable: 'DOSSIER_URL',
    fallback: '<the service on the data folder>',
    about: 'address of the service that the command line speaks to',
    must: 'an address such as https://crm.example.com',
    parse: matching(/^https?:\/\/[^/\s]\S*$/),
  }),
  token: setting({
    variable: 'DOSSIER_TOKEN',
    fallback: '<by the key in the data folder>',
    about: 'bearer token of the command line for that service',
    must: 'a token as dossier token prints it',
    secret: true,
    parse: matching(/^[\w.-]+$/),
  }),
} as const;

/** The platform's settings: what is read, validated and documented comes from this one table. */
export const settings = {
  data: setting({
    variable: 'DOSSIER_DATA',
    fallback: './data',
    about: 'folder of the embedded stores and of what belongs to this installation',
    must: 'a folder; the address of a service goes into DOSSIER_URL or --url',
    parse: (text) => (isFolder(text) ? text : undefined),
  }),
  eventStore: setting({
    variable: 'DOSSIER_EVENT_STORE',
    fallback: 'embedded:<data>/events',
    about: 'where events are kept: `embedded:<folder>`, `esdb://…` or `esdb+discover://…`',
    must: 'embedded:<folder>, esdb://… or esdb+discover://…',
    parse: matching(/^(embedded:.+|esdb(\+discover)?:\/\/.+)$/),
  }),
  readStore: setting({
    variable: 'DOSSIER_READ_STORE',
    fallback: 'embedded:<data>/read-models',
    about: 'where read models are kept: `embedded:<folder>`, `mongodb://…` or `mongodb+srv://…`',
    must: 'embedded:<folder>, mongodb://… or mongodb+srv://…',
    parse: matching(/^(embedded:.+|mongodb(\+srv)?:\/\/.+)$/),
  }),
  keyStore: setting({
    variable: 'DOSSIER_KEY_STORE',
    fallback: 'embedded:<data>/keys',
    about:
      'where the keys of personal data are kept: `embedded:<folder>`, `mongodb://…` or `mongodb+srv://…`; where events and read models are both on servers, the database `<that of the read models>-keys` beside them when absent',
    must: 'embedded:<folder>, mongodb://… or mongodb+srv://…',
    parse: matching(/^(embedded:.+|mongodb(\+srv)?:\/\/.+)$/),
  }),
  masterKey: setting({
    variable: 'DOSSIER_MASTER_KEY',
    fallback: 'in the file',
    about:
      'secret of 64 hexadecimal characters, the key that wraps the keys of personal data: who loses it loses all personal data',
    must: '64 hexadecimal characters',
    secret: true,
    parse: matching(MASTER_KEY),
  }),
  masterKeyFile: setting({
    variable: 'DOSSIER_MASTER_KEY_FILE',
    fallback: '<data>/master.key',
    about:
      'file that holds the master key, where it is not set itself; that in the data folder is made at the first start',
    must: 'a file',
    parse: matching(/\S/),
  }),
  masterKeyCommand: setting({
    variable: 'DOSSIER_MASTER_KEY_COMMAND',
    fallback: 'none',
    about:
      'shell command that prints the master key, run at each start, where it is neither set nor in a file that is set',
    must: 'a command',
    parse: matching(/\S/),
  }),
  streamPrefix: setting({
    variable: 'DOSSIER_STREAM_PREFIX',
    fallback: 'dossier.',
    about:
      'what the names of the streams of this service begin with on an EventStoreDB server, which others may use too; ends with a dot',
    must: 'a letter, up to 48 letters, digits, `.`, `_` or `-`, and a dot at the end',
    parse: matching(/^[A-Za-z][A-Za-z0-9_.-]{0,48}\.$/),
  }),
  commandBudget: setting({
    variable: 'DOSSIER_COMMAND_BUDGET',
    fallback: '10',
    about:
      'how long a command may take before it is answered 503, over all attempts to reach the event store, in seconds',
    must: 'a number from 1 to 600',
    parse: numberBetween(1, 600),
  }),
  host: setting({
    variable: 'DOSSIER_HOST',
    fallback: '127.0.0.1',
    about: 'address to listen on; anything but loopback takes `DOSSIER_JWKS_URL` or `DOSSIER_LOCAL_TOKENS`',
    must: 'an address or a host name',
    parse: matching(/^[A-Za-z0-9.:-]+$/),
  }),
  port: setting({
    variable: 'DOSSIER_PORT',
    fallback: '3000',
    about: 'TCP port to listen on; 0 takes any free one',
    must: 'a whole number from 0 to 65535',
    parse: (text) => (/^\d+$/.test(text) ? numberBetween(0, 65_535)(text) : undefined),
  }),
  rebuildReadModels: setting({
    variable: 'DOSSIER_REBUILD_READ_MODELS',
    fallback: 'false',
    about:
      'whether read models of another log than the event store has are discarded, and built anew; without it, the start is refused',
    must: 'true or false',
    parse: trueOrFalse,
  }),
  drainSeconds: setting({
    variable: 'DOSSIER_DRAIN_SECONDS',
    fallback: '10',
    about:
      'how long a process that is told to stop goes on with what is under way, in seconds; then it closes all connections',
    must: 'a number from 0 to 3600',
    parse: numberBetween(0, 3_600),
  }),
  stallSeconds: setting({
    variable: 'DOSSIER_STALL_SECONDS',
    fallback: '60',
    about:
      'how long a connection may stand still in the middle of a request or an answer, and a body that is no NDJSON take to arrive, in seconds',
    must: 'a number from 0.1 to 3600',
    parse: numberBetween(0.1, 3_600),
  }),
  logLevel: setting({
    variable: 'DOSSIER_LOG_LEVEL',
    fallback: 'info',
    about:
      'what is written to standard error, a line of JSON each: `error`, `warn`, or `info` (each request besides)',
    must: 'error, warn or info',
    parse: (text) => logLevels.find((level) => level === text),
  }),
  requestKey: setting({
    variable: 'DOSSIER_REQUEST_KEY',
    fallback: '<data>/request.key',
    about:
      'secret of 32 characters or more, the key of the hash that recognises a repeated request; the same in every process',
    must: 'at least 32 characters',
    secret: true,
    parse: matching(/^.{32,}$/),
  }),
  ...accessSettings,
  ...clientSettings,
} as const;

/**
 * The configuration as the environment gives it; `ofContexts` are the settings that contexts declare.
 * @throws ConfigError a sentence that names the first variable that is wrong
 */
export const loadConfig = (
  environment: Readonly<Record<string, string | undefined>>,
  ofContexts: readonly AnySetting[] = [],
): DossierConfig => {
  const known = new Set([...Object.values(settings), ...ofContexts].map(({ variable }) => variable));
  const unknown = Object.keys(environment).find((name) => name.startsWith('DOSSIER_') && !known.has(name));
  if (unknown)
    throw new ConfigError(`${unknown} is not a setting; the README has a table of those there are`);
  const dataFolder = resolve(valueIn(environment, settings.data));
  const within = (location: string) => location.replace('<data>', dataFolder);
  const requestKey = environment[settings.requestKey.variable];
  const eventStore = within(valueIn(environment, settings.eventStore));
  const readStore = within(valueIn(environment, settings.readStore));
  const isKeyStoreSet = environment[settings.keyStore.variable] !== undefined;
  const beside = isKeyStoreSet ? undefined : keysBeside(eventStore, readStore);
  return {
    dataFolder,
    eventStore,
    readStore,
    keyStore: beside ?? within(valueIn(environment, settings.keyStore)),
    masterKey: masterKeyIn(environment, within),
    streamPrefix: valueIn(environment, settings.streamPrefix),
    commandBudget: valueIn(environment, settings.commandBudget) * 1_000,
    host: valueIn(environment, settings.host),
    port: valueIn(environment, settings.port),
    rebuildReadModels: valueIn(environment, settings.rebuildReadModels),
    drainSeconds: valueIn(environment, settings.drainSeconds),
    stallSeconds: valueIn(environment, settings.stallSeconds),
    ...(requestKey === undefined ? {} : { requestKey: valueIn(environment, settings.requestKey) }),
    logLevel: valueIn(environment, settings.logLevel),
    access: accessConfigOf(environment),
    contextSettings: textsOf(environment, ofContexts),
  };
};

/** The database of keys where both stores are on servers: apart from that of the read models, which may be thrown away. */
const keysBeside = (eventStore: string, readStore: string): string | undefined => {
  if (embeddedFolderOf(eventStore) !== undefined || embeddedFolderOf(readStore) !== undefined)
    return undefined;
  const [, server = '', database = '', options = ''] =
    /^([^:]+:\/\/[^/?]+)\/?([^?]*)(.*)$/.exec(readStore) ?? [];
  return `${server}/${database === '' ? 'dossier' : database}-keys${options}`;
};

const masterKeyIn = (
  environment: Readonly<Record<string, string | undefined>>,
  within: (location: string) => string,
): MasterKeySource => {
  const isSet = ({ variable }: AnySetting): boolean => environment[variable] !== undefined;
  const { masterKey, masterKeyFile, masterKeyCommand } = settings;
  if (isSet(masterKey)) return { from: 'text', text: valueIn(environment, masterKey) };
  if (isSet(masterKeyCommand) && !isSet(masterKeyFile))
    return { from: 'command', command: valueIn(environment, masterKeyCommand) };
  const file = within(valueIn(environment, masterKeyFile));
  return { from: 'file', file, own: !isSet(masterKeyFile) };
};

const textsOf = (
  environment: Readonly<Record<string, string | undefined>>,
  ofContexts: readonly AnySetting[],
): Record<string, string> => {
  const texts: Record<string, string> = {};
  for (const declared of ofContexts) {
    valueIn(environment, declared);
    const text = environment[declared.variable];
    if (text !== undefined) texts[declared.variable] = text;
  }
  return texts;
};

/** The value of a context's setting. */
export const settingOf = <T>({ contextSettings }: DossierConfig, declared: Setting<T>): T =>
  valueIn(contextSettings, declared);
