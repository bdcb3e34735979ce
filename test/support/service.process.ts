import { HttpClient, type RequestHeaders } from './http.client.js';
import { storesOf } from './stores.js';
import { authorizationFor } from './tokens.js';
import { type Exit, exitOf, onLine, spawnTs, type SpawnTsOptions, type TsProcess } from './spawn-ts.js';

export type AppName = 'standalone' | 'command-api' | 'query-api' | 'projector';

export type Settings = Readonly<Record<string, string>>;

const PROGRAM = new URL('../processes/app-on-demand.ts', import.meta.url);
const ADDRESS = /listens on (http:\/\/\S+)/;

/** An app has ended before it listened. */
export class NotServedError extends Error {
  override readonly name = 'NotServedError';

  constructor(
    app: string,
    readonly exit: Exit,
  ) {
    super(`${app} ended with ${exit.code ?? exit.signal} before it listened`);
  }
}

/** An app in a process of its own, on real HTTP. */
export class ServiceProcess extends HttpClient {
  private constructor(
    address: string,
    authorization: RequestHeaders,
    private readonly child: TsProcess,
  ) {
    super(address, authorization);
  }

  /** Starts an app on this folder, at a free port; resolves when it listens. Requests have a token for everything. */
  static async start(
    app: AppName,
    folder: string,
    settings: Settings = {},
    options: SpawnTsOptions = {},
  ): Promise<ServiceProcess> {
    return new StandbyProcess(app, options).serve(folder, settings);
  }

  static of(address: string, authorization: RequestHeaders, child: TsProcess): ServiceProcess {
    return new ServiceProcess(address, authorization, child);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves when the process has ended. */
  ended(): Promise<Exit> {
    return exitOf(this.child);
  }

  /** As a power cut does it. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended();
  }

  /** As an operator does it. */
  stop(): Promise<Exit> {
    this.signal('SIGTERM');
    return this.ended();
  }
}

/** A process that has loaded an app, and serves nothing yet: what is left of its start is quick. */
export class StandbyProcess {
  private readonly child: TsProcess;
  private readonly address: Promise<string>;

  constructor(
    private readonly app: AppName,
    options: SpawnTsOptions = {},
  ) {
    this.child = spawnTs(PROGRAM, [app], options);
    this.address = new Promise((listening) => {
      onLine(this.child, (line) => {
        const [, address] = ADDRESS.exec(line) ?? [];
        if (address) listening(address);
      });
    });
  }

  /** @throws NotServedError */
  async serve(folder: string, settings: Settings = {}): Promise<ServiceProcess> {
    const all = {
      DOSSIER_DATA: folder,
      DOSSIER_PORT: '0',
      DOSSIER_LOG_LEVEL: 'warn',
      ...storesOf(folder),
      ...settings,
    };
    this.child.stdin.write(`${JSON.stringify(all)}\n`);
    const ended = exitOf(this.child).then((exit) => {
      throw new NotServedError(this.app, exit);
    });
    const address = await Promise.race([this.address, ended]);
    // Ending later is what its user wants, and no failure.
    ended.catch(() => undefined);
    return ServiceProcess.of(address, await authorizationFor(all.DOSSIER_DATA), this.child);
  }

  async discard(): Promise<void> {
    this.child.kill('SIGKILL');
    await exitOf(this.child);
  }
}
