import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { type CommandAccepted, DomainError, type FieldProblem } from '../../event-sourcing/core.js';
import { type CommandClient, type NamedRequest } from '../commands/command-client.js';
import { COMMANDS_PATH } from './ndjson-bodies.js';
import { linesOf, NDJSON } from './ndjson-lines.js';

export interface HttpCommandClientOptions {
  /** Where the service listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
  /** How often in a row a connection may be lost, with no answer in between, before the client gives up; 10 when absent. */
  readonly attempts?: number;
  /** Resolves when the next attempt may begin; doubling from 250 ms to 5 s when absent. */
  readonly pause?: (lost: number) => Promise<unknown>;
}

/** The service could not be reached, refused the whole batch, or failed; the sentence says what to do. */
export class ServiceFailedError extends Error {
  override readonly name = 'ServiceFailedError';
}

/** One answer line of the service, as far as it is read here. */
type AnswerLine =
  | CommandAccepted
  | {
      readonly problem: {
        readonly status: number;
        readonly code: string;
        readonly detail: string;
        readonly errors?: readonly FieldProblem[];
      };
    };

interface Unanswered {
  /** With its line end. */
  readonly line: string;
  readonly resolve: (accepted: CommandAccepted) => void;
  readonly reject: (error: Error) => void;
}

/** In bytes; an answer may name many fields. */
const LONGEST_ANSWER = 16 * 1024 * 1024;
/** In milliseconds: a connection on which an answer is due and nothing comes for so long is lost. */
const SILENCE = 60_000;

const doubling = (lost: number): Promise<unknown> => delay(Math.min(250 * 2 ** (lost - 1), 5_000));

/**
 * Sends commands to a service by `POST /v1/commands`, all over one connection, each as soon as it is given. When the
 * connection is lost, a new one takes over, and what was not answered is sent again with the same keys: each command takes
 * effect once. It holds what has not been answered; its callers bound how much that is.
 */
export class HttpCommandClient implements CommandClient {
  /** Oldest first; the first `written` of them are on the connection. */
  private readonly unanswered: Unanswered[] = [];
  private written = 0;
  private connection: ClientRequest | undefined;
  /** How many connections in a row were lost without an answer. */
  private lost = 0;
  private pausing = false;
  private flushing = false;
  private failure: ServiceFailedError | undefined;

  constructor(private readonly options: HttpCommandClientOptions) {}

  /** @throws ServiceFailedError when the service can't be reached or fails; sending again is safe */
  send({ type, id, key, data, source }: NamedRequest): Promise<CommandAccepted> {
    if (this.failure) return Promise.reject(this.failure);
    const line = `${JSON.stringify({ type, id, key, data, source })}\n`;
    return new Promise((resolve, reject) => {
      this.unanswered.push({ line, resolve, reject });
      if (!this.flushing) setImmediate(this.flush);
      this.flushing = true;
    });
  }

  /** Ends the connection. Called when all commands have been answered. */
  async close(): Promise<void> {
    const { connection } = this;
    if (!connection) return;
    const closed = new Promise((done) => connection.once('close', done));
    connection.end();
    await closed;
  }

  /** Writes what has come since the last time in one piece. */
  private readonly flush = (): void => {
    this.flushing = false;
    if (this.pausing || this.written === this.unanswered.length) return;
    this.connection ??= this.connect();
    const lines = this.unanswered.slice(this.written).map(({ line }) => line);
    this.written = this.unanswered.length;
    this.connection.write(lines.join(''));
  };

  private connect(): ClientRequest {
    const { url, token } = this.options;
    const address = new URL(url.replace(/\/$/, '') + COMMANDS_PATH);
    const request = (address.protocol === 'https:' ? httpsRequest : httpRequest)(address, {
      method: 'POST',
      // A connection of its own: it lasts as long as this client.
      agent: false,
      timeout: SILENCE,
      headers: {
        'content-type': NDJSON,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    request.on('error', (error) => {
      this.lose(request, error.message);
    });
    request.on('timeout', () => {
      if (this.written > 0) this.lose(request, `nothing was answered for ${SILENCE / 1000} s`);
    });
    request.on('response', (response) => {
      this.read(request, response).then(
        () => {
          this.lose(request, 'the service ended the connection');
        },
        (error: unknown) => {
          this.lose(request, error instanceof Error ? error.message : String(error));
        },
      );
    });
    return request;
  }

  private async read(request: ClientRequest, response: IncomingMessage): Promise<void> {
    const { statusCode = 0 } = response;
    if (statusCode === 200) {
      for await (const { text } of linesOf(response, LONGEST_ANSWER)) {
        if (this.connection !== request) return;
        if (text === undefined) throw new Error('an answer is too long');
        this.answered(JSON.parse(text) as AnswerLine);
      }
      return;
    }
    const words = `${this.options.url} answered ${statusCode}: ${detailOf(await textOf(response))}`;
    if (statusCode >= 500 || statusCode === 429) throw new Error(words);
    this.fail(new ServiceFailedError(words));
  }

  private answered(answer: AnswerLine): void {
    const oldest = this.unanswered.shift();
    if (!oldest) return;
    this.written -= 1;
    this.lost = 0;
    if (!('problem' in answer)) {
      const { id, revision, position, outcome } = answer;
      oldest.resolve({ id, revision, position, outcome });
      return;
    }
    const { status, code, detail, errors = [] } = answer.problem;
    oldest.reject(
      status < 500
        ? new DomainError(code, detail, errors)
        : new ServiceFailedError(`the service failed (${code}): ${detail}; run this again to go on`),
    );
  }

  private lose(request: ClientRequest, why: string): void {
    if (this.connection !== request) return;
    this.connection = undefined;
    this.written = 0;
    request.destroy();
    if (this.unanswered.length === 0) return;
    this.lost += 1;
    const { url, attempts = 10, pause = doubling } = this.options;
    if (this.lost >= attempts) {
      this.fail(
        new ServiceFailedError(
          `${url} did not answer in ${attempts} attempts (${why}). Run this again once the service is up: ` +
            'what has been sent already takes effect once',
        ),
      );
      return;
    }
    this.pausing = true;
    void pause(this.lost).then(() => {
      this.pausing = false;
      this.flush();
    });
  }

  private fail(failure: ServiceFailedError): void {
    this.failure = failure;
    const { connection } = this;
    this.connection = undefined;
    connection?.destroy();
    for (const { reject } of this.unanswered.splice(0)) reject(failure);
    this.written = 0;
  }
}

const detailOf = (body: string): string => {
  try {
    const problem: unknown = JSON.parse(body);
    if (typeof problem === 'object' && problem !== null && 'detail' in problem) return String(problem.detail);
  } catch {
    // Not from the service itself: a proxy's page.
  }
  return body.slice(0, 200);
};
