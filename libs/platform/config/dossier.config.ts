import { resolve } from 'node:path';

/** One stage of the deal pipeline, in order, with the chance that a deal standing in it is won. */
export interface PipelineStage {
  readonly name: string;
  readonly probability: number;
}

export interface DossierConfig {
  /** `embedded:<folder>` or `esdb://…`, `esdb+discover://…`. */
  readonly eventStore: string;
  /** `embedded:<folder>` or `mongodb://…`, `mongodb+srv://…`. */
  readonly readStore: string;
  /** Of embedded stores: another process writes to them, and this one reads alone. False when absent. */
  readonly readOnly?: boolean;
  /** Where what belongs to this installation lives: embedded stores, the request key. */
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  /** Secret under the hash that recognises a repeated request; absent: made once and kept in the data folder. */
  readonly requestKey?: string;
  readonly stages: readonly PipelineStage[];
  /** Share of net spend that counts as lifetime value, between 0 and 1. */
  readonly margin: number;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A setting: how it is read, what it is when absent, and the line about it in the README. */
interface Setting<T> {
  readonly variable: string;
  readonly fallback: string;
  readonly about: string;
  readonly parse: (text: string) => T | undefined;
  /** Ends the sentence "<VARIABLE> must be …". */
  readonly must: string;
}

const setting = <T>(definition: Setting<T>) => definition;

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);

const numberBetween = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  return text.trim() !== '' && value >= least && value <= most ? value : undefined;
};

const parseStages = (text: string): readonly PipelineStage[] | undefined => {
  const stages = text.split(',').map((part) => {
    const [, name, chance] = /^\s*([a-z][a-z0-9-]*)\s*:\s*(0|1|0?\.\d+)\s*$/.exec(part) ?? [];
    return { name: name ?? '', probability: Number(chance) };
  });
  const names = new Set(stages.map(({ name }) => name));
  return names.has('') || names.size !== stages.length ? undefined : stages;
};

/** Every setting there is: what is read, validated and documented comes from this one table. */
export const settings = {
  data: setting({
    variable: 'DOSSIER_DATA',
    fallback: './data',
    about: 'folder of the embedded stores and of what belongs to this installation',
    must: 'a folder',
    parse: matching(/\S/),
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
  host: setting({
    variable: 'DOSSIER_HOST',
    fallback: '127.0.0.1',
    about:
      'address to listen on; anything but loopback opens the service to whoever reaches it, without tokens',
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
  requestKey: setting({
    variable: 'DOSSIER_REQUEST_KEY',
    fallback: '<data>/request.key',
    about:
      'secret of 32 characters or more under the hash that recognises a repeated request; the same in every process',
    must: 'at least 32 characters',
    parse: matching(/^.{32,}$/),
  }),
  stages: setting({
    variable: 'DOSSIER_DEAL_STAGES',
    fallback: 'prospecting:0.1,engaging:0.25,proposal:0.5,negotiation:0.75',
    about: 'stages of the deal pipeline in order, each with the chance of winning',
    must: 'distinct stages as name:probability, separated by commas, such as prospecting:0.1,proposal:0.5',
    parse: parseStages,
  }),
  margin: setting({
    variable: 'DOSSIER_MARGIN',
    fallback: '1',
    about: 'share of net spend that counts as lifetime value',
    must: 'a number from 0 to 1',
    parse: numberBetween(0, 1),
  }),
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

const read = <T>({ variable, fallback, must, parse }: Setting<T>, environment: Environment): T => {
  const text = environment[variable] ?? fallback;
  const value = parse(text);
  if (value !== undefined) return value;
  const shown =
    variable === settings.requestKey.variable
      ? 'what it is'
      : JSON.stringify(text.replace(/\/\/[^@/]*@/, '//…@'));
  throw new ConfigError(`${variable} must be ${must}; it is ${shown}`);
};

/**
 * The configuration as the environment gives it.
 * @throws ConfigError a sentence that names the first variable that is wrong
 */
export const loadConfig = (environment: Environment): DossierConfig => {
  const unknown = Object.keys(environment).find(
    (name) =>
      name.startsWith('DOSSIER_') && !Object.values(settings).some(({ variable }) => variable === name),
  );
  if (unknown)
    throw new ConfigError(`${unknown} is not a setting; the README has a table of those there are`);
  const dataFolder = resolve(read(settings.data, environment));
  const within = (location: string) => location.replace('<data>', dataFolder);
  const requestKey = environment[settings.requestKey.variable];
  return {
    dataFolder,
    eventStore: within(read(settings.eventStore, environment)),
    readStore: within(read(settings.readStore, environment)),
    host: read(settings.host, environment),
    port: read(settings.port, environment),
    ...(requestKey === undefined ? {} : { requestKey: read(settings.requestKey, environment) }),
    stages: read(settings.stages, environment),
    margin: read(settings.margin, environment),
  };
};
