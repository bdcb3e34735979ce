import { caughtUp } from './caught-up.js';

/** The answer to a request over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json(): Record<string, unknown>;
}

export type RequestHeaders = Readonly<Record<string, string>>;

/** What a command is answered with. */
export interface Accepted {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
  readonly outcome: 'appended' | 'repeated' | 'unchanged';
}

export const acceptedOf = ({ text }: HttpAnswer): Accepted => JSON.parse(text) as Accepted;

/** Speaks to one service over real HTTP, with `authorization` unless a request has another. Rejects when there is no answer. */
export class HttpClient {
  constructor(
    readonly address: string,
    readonly authorization: RequestHeaders = {},
  ) {}

  get(path: string, headers: RequestHeaders = {}): Promise<HttpAnswer> {
    return this.send('GET', path, headers);
  }

  /** The answer that knows what stands in the log up to this position. */
  getAfter(position: string, path: string): Promise<HttpAnswer> {
    return caughtUp(() => this.get(path, { 'dossier-min-position': position }));
  }

  post(path: string, body: unknown, headers: RequestHeaders = {}): Promise<HttpAnswer> {
    const json = { 'content-type': 'application/json', ...headers };
    return this.send('POST', path, json, typeof body === 'string' ? body : JSON.stringify(body));
  }

  async send(method: string, path: string, headers: RequestHeaders, body?: string): Promise<HttpAnswer> {
    const response = await fetch(`${this.address}${path}`, {
      method,
      headers: { ...this.authorization, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const { status, headers: answered } = response;
    return { status, headers: answered, text, json: () => JSON.parse(text) as Record<string, unknown> };
  }

  /** Sends a command that must be accepted. @throws Error when it is refused */
  async accepted(path: string, body: unknown, headers: RequestHeaders = {}): Promise<Accepted> {
    const answer = await this.post(path, body, headers);
    if (answer.status >= 300) throw new Error(`POST ${path} was answered ${answer.status}: ${answer.text}`);
    return acceptedOf(answer);
  }
}
