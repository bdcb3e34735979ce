import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { configFrom, dossierContexts } from '../../apps/composition.js';
import { StandaloneModule } from '../../apps/standalone/standalone.module.js';
import {
  composedContexts,
  createHttpApp,
  type BoundedContext,
  type Scope,
} from '../../libs/platform/index.js';
import { caughtUp } from './caught-up.js';
import { HttpClient, type RequestHeaders } from './http.client.js';
import { storesOf } from './stores.js';
import { authorizationFor } from './tokens.js';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- whoever asks knows what the body is
  json<T = Record<string, unknown>>(): T;
}

/** The standalone service on a folder of its own, spoken to as over HTTP but without a socket. */
export class InProcessService {
  private lastPosition: string | undefined;

  private constructor(
    readonly app: NestFastifyApplication,
    private readonly folder: string,
    /** Sent with every request that has no other. */
    readonly authorization: RequestHeaders,
    private readonly now: () => Date,
  ) {}

  /** `settings` say what the configuration is beyond the folder, `contexts` which there are, `now` what time it is. */
  static async start(
    settings: Readonly<Record<string, string>> = {},
    contexts: readonly BoundedContext[] = dossierContexts,
    now: () => Date = () => new Date(),
  ): Promise<InProcessService> {
    const folder = temporaryFolder();
    // A busy machine is slow to answer, which is no failure.
    const patience = { DOSSIER_COMMAND_BUDGET: '60' };
    const config = configFrom({ DOSSIER_DATA: folder, ...storesOf(folder), ...patience, ...settings });
    const app = await createHttpApp(
      StandaloneModule.inOneThread(config, composedContexts(contexts, config), now),
    );
    return new InProcessService(
      app,
      config.dataFolder,
      await authorizationFor(config.dataFolder, { now: now() }),
      now,
    );
  }

  /** The header by which somebody else sends a request: with all scopes, or those that are named. */
  as(subject: string, client: string, scopes?: readonly Scope[]): Promise<RequestHeaders> {
    return authorizationFor(this.folder, { subject, client, now: this.now(), ...(scopes ? { scopes } : {}) });
  }

  /** Listens on a port of its own, and gives a client that speaks to it. */
  async listen(): Promise<HttpClient> {
    const address = await this.app.getHttpAdapter().getInstance().listen({ port: 0 });
    return new HttpClient(address, this.authorization);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  /** Sends a command; the answers of later queries hold its effects. */
  post(path: string, body: object, headers: RequestHeaders = {}): Promise<Answer> {
    return this.command('POST', path, body, headers);
  }

  /** The same by `PUT`. */
  put(path: string, body: object, headers: RequestHeaders = {}): Promise<Answer> {
    return this.command('PUT', path, body, headers);
  }

  private async command(
    method: 'POST' | 'PUT',
    path: string,
    body: object,
    headers: RequestHeaders,
  ): Promise<Answer> {
    const answer = await this.inject(
      method,
      path,
      { 'content-type': 'application/json', ...headers },
      JSON.stringify(body),
    );
    if (answer.status < 300) this.lastPosition = answer.json<{ position: string }>().position;
    return answer;
  }

  /** Sends a command that must be accepted, and returns the id of what it was about. */
  async accepted(path: string, body: object, headers: RequestHeaders = {}): Promise<string> {
    const answer = await this.post(path, body, headers);
    if (answer.status >= 300) throw new Error(`POST ${path} was answered ${answer.status}: ${answer.text}`);
    return answer.json<{ id: string }>().id;
  }

  /** Asks a query that waits for the effects of the last command, until it knows them. */
  async get(path: string, headers: RequestHeaders = {}): Promise<Answer> {
    const position = this.lastPosition;
    if (position === undefined) return this.inject('GET', path, headers);
    return caughtUp(() => this.inject('GET', path, { 'dossier-min-position': position, ...headers }));
  }

  private async inject(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    headers: RequestHeaders,
    payload?: string,
  ): Promise<Answer> {
    const response = await this.app.inject({
      method,
      url,
      headers: { ...this.authorization, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
      json: <T>() => response.json<T>(),
    };
  }
}
