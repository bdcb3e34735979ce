import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CommandEngine, Impediments } from '../../event-sourcing/core.js';
import { type DossierConfig } from '../config/dossier.config.js';
import { CLOCK, CONFIG } from '../tokens.js';
import { localKeyIn } from './local-key.js';
import { revocationDecider, REVOCATIONS } from './token-revocations.js';
import { Revocations } from './revocations.js';
import { localKeys, RemoteKeys, type TokenKeys } from './token-keys.js';
import { TokenVerifier } from './token-verifier.js';

/** Shared by what is fetched again and again: what it takes to go on without, and to say so. */
interface Renewal {
  readonly stale: number;
  readonly clock: () => number;
  readonly report: (reason: string | undefined) => void;
}

/** The keys at the JWKS address, or without one the key in the data folder, which is made if there is none. */
const keysOf = ({ access, dataFolder }: DossierConfig, renewal: Renewal): TokenKeys =>
  access.jwksUrl === undefined
    ? localKeys(localKeyIn(dataFolder))
    : new RemoteKeys({ url: access.jwksUrl, ...renewal }).keyFor;

/** How an app tells by its configuration who is calling, and follows which tokens are revoked until it closes. */
export class Verification {
  private readonly verifier: TokenVerifier;
  private readonly revocations: Revocations;

  /** @throws ConfigError when there is a key in the data folder that can't be used */
  constructor(app: NestFastifyApplication) {
    const config = app.get<DossierConfig>(CONFIG, { strict: false });
    const engine = app.get(CommandEngine, { strict: false });
    const impediments = app.get(Impediments, { strict: false });
    const renewing = (component: string): Renewal => ({
      stale: config.access.staleKeys * 1_000,
      clock: () => performance.now(),
      report: (reason) => {
        impediments.report(component, reason);
      },
    });
    this.revocations = new Revocations({
      read: () => engine.read(revocationDecider, REVOCATIONS),
      ...renewing('revoked tokens'),
    });
    this.verifier = new TokenVerifier({
      access: config.access,
      keys: keysOf(config, renewing('keys of tokens')),
      now: app.get<() => Date>(CLOCK, { strict: false }),
      isRevoked: (id) => this.revocations.isRevoked(id),
    });
  }

  readonly verify = (token: string) => this.verifier.verify(token);

  /** Resolves when it is known which tokens were revoked, or that it can't be. */
  start(): Promise<void> {
    return this.revocations.start();
  }

  stop(): void {
    this.revocations.stop();
  }
}
