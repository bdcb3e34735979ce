import {
  actorOf,
  clientIn,
  CommandCatalogue,
  type CommandClient,
  CommandSender,
  type DossierConfig,
  existingLocalKeyIn,
  HttpCommandClient,
  InProcessCommandClient,
  issueToken,
  localPrincipal,
  scopes,
  type Setting,
  settings,
  valueIn,
} from '../../libs/platform/index.js';
import { runningServiceOf } from '../../libs/platform/running-service.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { contextsOf } from '../composition.js';
import { withContext } from './command-line.js';
import { type CommonOptions, type ServiceOptions, UserError } from './usage.js';

/** A service that is spoken to over HTTP. */
export interface Service {
  readonly url: string;
  readonly token?: string;
}

/** How long a token lives that the command line makes for itself, in seconds: longer than any of its commands takes. */
const OWN_TOKEN = 86_400;

/** What the environment says; undefined: nothing. @throws ConfigError */
const setIn = (declared: Setting<string>): string | undefined =>
  process.env[declared.variable] === undefined ? undefined : valueIn(process.env, declared);

const tokenOf = ({ token }: ServiceOptions): { readonly token?: string } => {
  const given = token ?? setIn(settings.token);
  return given === undefined ? {} : { token: given };
};

/** The service that `--url` names, or without `--data` DOSSIER_URL, with the token of the options or of DOSSIER_TOKEN. */
export const namedService = (options: ServiceOptions & CommonOptions): Service | undefined => {
  const url = options.url ?? (options.data === undefined ? setIn(settings.url) : undefined);
  return url === undefined ? undefined : { url: url.replace(/\/+$/, ''), ...tokenOf(options) };
};

/**
 * The service that runs on the data folder, if one does. Whoever may read the key in the folder acts there as the local
 * principal, through the service `client`; where tokens are others', with the token that was given.
 */
export const serviceOnFolder = async (
  config: DossierConfig,
  options: ServiceOptions,
  client: string,
): Promise<Service | undefined> => {
  const url = await runningServiceOf(config);
  if (url === undefined) return undefined;
  const { access, dataFolder } = config;
  const key =
    access.jwksUrl === undefined && options.token === undefined ? existingLocalKeyIn(dataFolder) : undefined;
  if (!key) return { url, ...tokenOf(options) };
  const expiresIn = Math.min(OWN_TOKEN, access.lifetime);
  const { subject } = localPrincipal;
  const { token } = await issueToken(key, access, { subject, client, scopes, expiresIn }, new Date());
  return { url, token };
};

/** What a service answers to a POST. @throws UserError in the service's own words when it refuses, or can't be reached */
export const answerOf = async <Answer>(
  { url, token }: Service,
  path: string,
  body: object,
): Promise<Answer> => {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    throw new UserError(`${url} can't be reached: ${reasonOf(error)}`);
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Answer;
  throw new UserError(detailOf(text));
};

/** As whom a service knows the caller, from which it derives ids: the token's client; without a service, `client` itself. */
export const clientAt = (service: Service | undefined, client: string): string =>
  service?.token === undefined ? client : (clientIn(service.token) ?? client);

/**
 * Sends commands to the service, or without one to the stores of the configuration, opened for as long as `work` takes, as the
 * local principal through the service `client`.
 */
export const withCommandClient = async <Result>(
  service: Service | undefined,
  config: DossierConfig,
  client: string,
  work: (client: CommandClient, catalogue: CommandCatalogue) => Promise<Result>,
): Promise<Result> => {
  const catalogue = new CommandCatalogue(contextsOf(config));
  if (!service) {
    const actor = actorOf({ ...localPrincipal, client });
    return withContext(CommandApiModule.forRoot(config), (context) =>
      work(new InProcessCommandClient(context.get(CommandSender), catalogue, actor), catalogue),
    );
  }
  const overHttp = new HttpCommandClient(service);
  try {
    return await work(overHttp, catalogue);
  } finally {
    await overHttp.close();
  }
};

/** `fetch` says no more than that it failed; why is in the cause. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};

/** What a problem document says. */
export const detailOf = (body: string): string => {
  try {
    const problem: unknown = JSON.parse(body);
    if (typeof problem === 'object' && problem !== null && 'detail' in problem) return String(problem.detail);
  } catch {
    // A page of a proxy, not of the service.
  }
  return 'the service refused it';
};
