import { createClient } from './generated/client/index.js';
import { Operations } from './generated/sdk.gen.js';
import { type ProblemDocument } from './generated/types.gen.js';
import { type Persistence, persistentFetch } from './persistent-fetch.js';

export type * from './generated/types.gen.js';
export { type Persistence } from './persistent-fetch.js';

export interface DossierOptions extends Persistence {
  /** Where the service is: `http://localhost:3000`. */
  readonly address: string;
  /** A bearer token, or what gives one that is still accepted: it is asked before each request. */
  readonly token: string | (() => string | Promise<string>);
}

/** A refusal: `code` is stable, and says why. */
export class DossierProblem extends Error {
  override readonly name = 'DossierProblem';
  readonly code: string;

  constructor(readonly problem: ProblemDocument) {
    super(problem.detail);
    this.code = problem.code;
  }
}

const isProblem = (error: unknown): error is ProblemDocument =>
  typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;

/**
 * The service, with a method for each operation of its OpenAPI document. A method returns what the service answers, and
 * throws a `DossierProblem` when it refuses. Requests are sent again as `persistentFetch` says.
 */
export class Dossier extends Operations {
  constructor(
    private readonly options: DossierOptions,
    position?: string,
  ) {
    const { address, token, ...persistence } = options;
    const client = createClient({
      baseUrl: address,
      fetch: persistentFetch(persistence),
      throwOnError: true,
      responseStyle: 'data',
      auth: () => (typeof token === 'string' ? token : token()),
      headers: {
        ...(position === undefined ? {} : { 'Dossier-Min-Position': position }),
      },
    });
    client.interceptors.error.use((error) => (isProblem(error) ? new DossierProblem(error) : error));
    super({ client });
  }

  /** The same service, whose answers hold the effects of a command: a caller reads what it wrote. */
  after({ position }: { readonly position: string }): Dossier {
    return new Dossier(this.options, position);
  }
}
