import { text } from 'node:stream/consumers';
import { linesOf, NDJSON } from '../../libs/platform/batch/ndjson-lines.js';
import { UserError } from './usage.js';

export interface Sent {
  readonly method: 'GET' | 'POST';
  /** As a browser would send it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Response {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What was asked is refused, in the problem document's own words. */
export class RefusedError extends UserError {
  constructor(
    message: string,
    /** Of the problem; undefined when what answered is no Dossier service. */
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

/** Brings a request to a service, wherever that runs. @throws UserError when it can't be reached */
export type Send = (request: Sent) => Promise<Response>;

const JSON_TYPE = 'application/json';
/** In bytes: more than an event may have. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** The path as a browser would send it: what is encoded already stays so. */
const encoded = (path: string): string => {
  const { pathname, search } = new URL(`http://localhost${path}`);
  return `${pathname}${search}`;
};

/** What a service is asked and told by its paths, whether it runs elsewhere or is opened here. */
export class Questions {
  constructor(private readonly send: Send) {}

  /**
   * The response; its `json<Answer>()` is what the path answers with.
   * @throws RefusedError with the problem document's own words
   * @throws UserError when the answer is no JSON
   */
  async ask(path: string) {
    const { header, body } = await this.found(path, JSON_TYPE);
    const received = await text(body);
    if (header('content-type')?.includes('json') !== true)
      throw new UserError(`${path} is no query: it doesn't answer in JSON`);
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- whoever asks knows what the body is
    return { json: <Answer>() => JSON.parse(received) as Answer };
  }

  /**
   * The whole of a list, item by item, and a header of the answer.
   * @throws RefusedError with the problem document's own words
   */
  async list<Item>(path: string) {
    const { header, body } = await this.found(path, NDJSON);
    return { header, items: itemsOf<Item>(body) };
  }

  /** What a path answers in another form, as it arrives. @throws RefusedError with the problem document's own words */
  async document(path: string, accept: string): Promise<AsyncIterable<Uint8Array>> {
    return (await this.found(path, accept)).body;
  }

  /** What a POST is answered. @throws RefusedError with the problem document's own words */
  async tell<Answer>(path: string, body: object): Promise<Answer> {
    const headers = { accept: JSON_TYPE, 'content-type': JSON_TYPE };
    const request = { method: 'POST', path, headers, body: JSON.stringify(body) } as const;
    const answer = await this.send(request);
    const received = await text(answer.body);
    if (answer.status >= 400) throw refusalOf(answer, received);
    return JSON.parse(received) as Answer;
  }

  private async found(path: string, accept: string): Promise<Response> {
    const response = await this.send({ method: 'GET', path: encoded(path), headers: { accept } });
    if (response.status < 400) return response;
    throw refusalOf(response, await text(response.body), `${path}: `);
  }
}

async function* itemsOf<Item>(body: AsyncIterable<Uint8Array>): AsyncGenerator<Item> {
  for await (const { text: line } of linesOf(buffersOf(body), LONGEST_LINE))
    if (line !== undefined) yield JSON.parse(line) as Item;
}

async function* buffersOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of body) yield Buffer.from(chunk);
}

/** What a problem document says, and what to do about it on the command line. */
const refusalOf = ({ status }: Response, body: string, prefix = ''): RefusedError => {
  const problem = problemIn(body);
  if (!problem) {
    const words = `status ${status}, and not in the words of Dossier: is this the address of a service?`;
    return new RefusedError(`${prefix}${words}`, undefined);
  }
  const { detail, code } = problem;
  return new RefusedError(
    `${prefix}${String(detail)}${mendOf(status, code)}`,
    typeof code === 'string' ? code : undefined,
  );
};

const mendOf = (status: number, code: unknown): string => {
  if (status === 401) return '; give one by --token or DOSSIER_TOKEN';
  return code === 'no-such-resource'
    ? '; /docs of a running service (dossier start) describes what there is to ask'
    : '';
};

/** Undefined: it is no problem document, but the page of a proxy, say. */
const problemIn = (body: string): { readonly detail: unknown; readonly code?: unknown } | undefined => {
  try {
    const problem: unknown = JSON.parse(body);
    return typeof problem === 'object' && problem !== null && 'detail' in problem ? problem : undefined;
  } catch {
    return undefined;
  }
};
