import { setTimeout as delay } from 'node:timers/promises';
import { type Position } from '../../libs/event-sourcing/core.js';
import { existingLocalKeyIn } from '../../libs/platform/access/local-key.js';
import { issueToken } from '../../libs/platform/access/local-tokens.js';
import { localPrincipal } from '../../libs/platform/access/principal.js';
import { scopes } from '../../libs/platform/access/scopes.js';
import { type DossierConfig, settings } from '../../libs/platform/config/dossier.config.js';
import { type Setting, valueIn } from '../../libs/platform/config/setting.js';
import { runningServiceOf } from '../../libs/platform/running-service.js';
import { Questions } from './questions.js';
import { type CommonOptions, type ServiceOptions, UserError, type WaitOptions } from './usage.js';

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

/** In milliseconds; the service itself waits before it answers that a read model is behind. */
const BETWEEN_ATTEMPTS = 250;

/**
 * A running service, whose answers hold the effects of everything up to `position`. What a query is not answered yet, because
 * a read model is behind or too much is asked, is asked again within `patience`.
 * @throws UserError (when asked) when the service can't be reached
 */
export const questionsTo = (
  { url, token }: Service,
  position: Position,
  { patience }: WaitOptions,
): Questions => {
  const ours = {
    ...(position === '' ? {} : { 'dossier-min-position': position }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return new Questions(async ({ method, path, headers, body = null }) => {
    const deadline = performance.now() + patience * 1_000;
    for (;;) {
      const response = await fetch(url + path, { method, headers: { ...ours, ...headers }, body }).catch(
        (error: unknown) => {
          throw new UserError(`${url} can't be reached: ${reasonOf(error)}`);
        },
      );
      const { status } = response;
      const isForLater = method === 'GET' && (status === 503 || status === 429);
      if (!isForLater || performance.now() > deadline)
        return {
          status,
          header: (name) => response.headers.get(name) ?? undefined,
          body: received(url, response),
        };
      await response.body?.cancel();
      await delay(BETWEEN_ATTEMPTS);
    }
  });
};

/** @throws UserError when the connection is lost before the end */
async function* received(url: string, { body }: Response): AsyncGenerator<Uint8Array> {
  try {
    if (body) yield* body;
  } catch (error) {
    throw new UserError(`${url} broke off its answer: ${reasonOf(error)}`);
  }
}

/** `fetch` says no more than that it failed; why is in the cause. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
