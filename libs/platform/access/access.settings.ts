import { ConfigError, matching, numberBetween, setting, trueOrFalse, valueIn } from '../config/setting.js';
import { secondsIn } from './duration.js';

/** Who is let in. */
export interface AccessConfig {
  /** Where the keys are that tokens are verified by; absent: in the data folder. */
  readonly jwksUrl?: string;
  readonly issuer: string;
  readonly audience: string;
  /** The longest lifetime of a token, in seconds. */
  readonly lifetime: number;
  /** How long keys that can't be fetched again are used, in seconds. */
  readonly staleKeys: number;
  /** Tokens by the key in the data folder are enough on an address that others reach. */
  readonly localTokens: boolean;
  /** How many requests of one caller a process takes in a minute. */
  readonly requestsPerMinute: number;
  /** The figures of the process are shown to whoever asks. */
  readonly metricsOpen: boolean;
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/** Whoever can change what comes over plain `http` could give keys of their own, so that is taken of this machine alone. */
const keysAddress = (text: string): string | undefined => {
  if (!/^https?:\/\/[^/\s]\S*$/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || LOOPBACK.test(hostname.replace(/^\[(.*)\]$/, '$1')) ? text : undefined;
};

export const accessSettings = {
  jwksUrl: setting({
    variable: 'DOSSIER_JWKS_URL',
    fallback: '<data>/token.key',
    about:
      'address of the keys (JWKS) that tokens are verified by, `https://…`; absent: a key of its own, and `dossier token` makes tokens',
    must: 'https://…, or http://… of a loopback address',
    parse: keysAddress,
  }),
  issuer: setting({
    variable: 'DOSSIER_TOKEN_ISSUER',
    fallback: 'dossier',
    about: 'who must have made a token (`iss`); must be set with `DOSSIER_JWKS_URL`',
    must: 'a text without spaces',
    parse: matching(/^\S+$/),
  }),
  audience: setting({
    variable: 'DOSSIER_TOKEN_AUDIENCE',
    fallback: 'dossier',
    about: 'whom a token must be made for (`aud`); must be set with `DOSSIER_JWKS_URL`',
    must: 'a text without spaces',
    parse: matching(/^\S+$/),
  }),
  lifetime: setting({
    variable: 'DOSSIER_TOKEN_LIFETIME',
    fallback: '30d',
    about: 'the longest time from `iat` to `exp` of a token that is accepted: `90s`, `15m`, `12h`, `30d`',
    must: 'a time such as 90s, 15m, 12h or 30d',
    parse: secondsIn,
  }),
  staleKeys: setting({
    variable: 'DOSSIER_STALE_KEYS_SECONDS',
    fallback: '3600',
    about:
      'how long keys and revocations that can’t be fetched again are relied on, in seconds; then requests are answered 503',
    must: 'a number from 10 to 604800',
    parse: numberBetween(10, 604_800),
  }),
  localTokens: setting({
    variable: 'DOSSIER_LOCAL_TOKENS',
    fallback: 'false',
    about:
      'whether tokens of its own key are enough to listen on an address other than loopback; without it, that takes `DOSSIER_JWKS_URL`',
    must: 'true or false',
    parse: trueOrFalse,
  }),
  requestsPerMinute: setting({
    variable: 'DOSSIER_REQUESTS_PER_MINUTE',
    fallback: '60000',
    about:
      'how many requests of one service (by its token; else of one address) a process takes in a minute; a batch is one',
    must: 'a whole number from 1 to 1000000000',
    parse: (text) => (/^\d+$/.test(text) ? numberBetween(1, 1_000_000_000)(text) : undefined),
  }),
  metricsOpen: setting({
    variable: 'DOSSIER_METRICS_OPEN',
    fallback: 'false',
    about: 'whether `/metrics` is shown without a token; otherwise it takes one with the scope `crm:admin`',
    must: 'true or false',
    parse: trueOrFalse,
  }),
} as const;

/** @throws ConfigError a sentence that names the first variable that is wrong */
export const accessConfigOf = (environment: Readonly<Record<string, string | undefined>>): AccessConfig => {
  const { jwksUrl, issuer, audience, lifetime, staleKeys, localTokens, requestsPerMinute, metricsOpen } =
    accessSettings;
  const hasJwks = environment[jwksUrl.variable] !== undefined;
  const unset = [issuer, audience].find(({ variable }) => environment[variable] === undefined);
  if (hasJwks && unset)
    throw new ConfigError(
      `${unset.variable} must be set with ${jwksUrl.variable}: whose tokens are taken, and for whom`,
    );
  return {
    ...(hasJwks ? { jwksUrl: valueIn(environment, jwksUrl) } : {}),
    issuer: valueIn(environment, issuer),
    audience: valueIn(environment, audience),
    lifetime: valueIn(environment, lifetime),
    staleKeys: valueIn(environment, staleKeys),
    localTokens: valueIn(environment, localTokens),
    requestsPerMinute: valueIn(environment, requestsPerMinute),
    metricsOpen: valueIn(environment, metricsOpen),
  };
};

/**
 * Refuses an address that others reach while nothing says whose tokens are taken there.
 * @throws ConfigError
 */
export const refuseOpenNetwork = (host: string, { jwksUrl, localTokens }: AccessConfig): void => {
  if (LOOPBACK.test(host) || jwksUrl !== undefined || localTokens) return;
  throw new ConfigError(
    `DOSSIER_HOST ${host} is reached by others, and takes token verification: set DOSSIER_JWKS_URL, or DOSSIER_LOCAL_TOKENS=true if tokens of this service's own key are enough`,
  );
};
