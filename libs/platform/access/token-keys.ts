import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { AccessError } from './access.errors.js';
import { type LocalKey } from './local-key.js';

/** Finds the key that a token names. @throws AccessError `token-key-unknown`, `token-keys-unavailable` */
export type TokenKeys = JWTVerifyGetKey;

const unknown = (): AccessError =>
  new AccessError('token-key-unknown', 'the token names no key that is known here');

/** The one key in the data folder. */
export const localKeys =
  ({ id, publicKey }: LocalKey): TokenKeys =>
  ({ kid }) => {
    if (kid !== id) throw unknown();
    return publicKey;
  };

/** In milliseconds: how old keys are used without asking for newer ones. */
const FRESH = 300_000;
/** In milliseconds: how long nobody asks again after it was asked for, whether or not there was an answer. */
const PAUSE = 5_000;
/** In milliseconds. */
const TIMEOUT = 5_000;

export interface RemoteKeysOptions {
  readonly url: string;
  /** How long keys that can't be fetched again are used, in milliseconds. */
  readonly stale: number;
  /** In milliseconds, of a clock that never goes back. */
  readonly clock: () => number;
  /** Says why keys can't be had; undefined: they can. */
  readonly report: (reason: string | undefined) => void;
  /** `fetch` when absent. */
  readonly fetch?: (
    url: string,
    options: { readonly signal: AbortSignal; readonly redirect: 'error' },
  ) => Promise<Response>;
}

/**
 * The keys at a JWKS address. They are fetched anew after 5 minutes, and when a token names one that is not among them,
 * 5 seconds apart at least, from that address alone: it may not send elsewhere for them. While they can't be fetched, those that are there are used for a bounded time; then every token is
 * refused with `token-keys-unavailable`.
 */
export class RemoteKeys {
  private keys: JWTVerifyGetKey | undefined;
  private fetchedAt = -Infinity;
  private askedAt = -Infinity;
  private fetching: Promise<void> | undefined;

  constructor(private readonly options: RemoteKeysOptions) {}

  readonly keyFor: TokenKeys = async (header, token) => {
    if (this.age() > FRESH) {
      const renewed = this.fetchAgain();
      // Keys that are good enough needn't wait for newer ones.
      if (this.age() > this.options.stale) await renewed;
    }
    try {
      return await this.current()(header, token);
    } catch (error) {
      if (!isUnmatched(error)) throw error;
      await this.fetchAgain();
    }
    try {
      return await this.current()(header, token);
    } catch (error) {
      throw isUnmatched(error) ? unknown() : error;
    }
  };

  private age(): number {
    return this.options.clock() - this.fetchedAt;
  }

  private current(): JWTVerifyGetKey {
    if (this.keys && this.age() <= this.options.stale) return this.keys;
    throw new AccessError('token-keys-unavailable', 'the keys of tokens are out of reach: try again later');
  }

  /** Resolves once it is known how it went, also when it was asked for too recently to be asked again. */
  private fetchAgain(): Promise<void> {
    if (this.fetching) return this.fetching;
    if (this.options.clock() - this.askedAt < PAUSE) return Promise.resolve();
    this.askedAt = this.options.clock();
    this.fetching = this.fetchOnce().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetchOnce(): Promise<void> {
    const { url, fetch: get = fetch, clock, report, stale } = this.options;
    try {
      const response = await get(url, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
      if (!response.ok) throw new Error(`it was answered ${response.status}`);
      this.keys = createLocalJWKSet((await response.json()) as JSONWebKeySet);
      this.fetchedAt = clock();
      report(undefined);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (this.age() > stale) report(`the keys of tokens can’t be fetched: ${why}`);
    }
  }
}

const isUnmatched = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
