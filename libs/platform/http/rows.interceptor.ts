import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { firstValueFrom, map, type Observable } from 'rxjs';
import { Readable } from 'node:stream';
import { NDJSON } from '../batch/ndjson-lines.js';
import { JSON_TYPE, preferred } from './accept.js';
import { csvHead, csvLines, type CsvTable } from './csv.js';
import { AnswerInParts, slicesOf } from './answer-in-parts.js';
import { jsonSlices } from './json-slices.js';
import { POSITION_HEADER } from './list-answer.js';
import { linkNext } from './next-link.interceptor.js';

export const CSV = 'text/csv';
export const NEXT_CURSOR = 'Dossier-Next-Cursor';

/** The most items of a page: as many are asked for where all pages are sent. */
const PAGE = '200';

/** The fields of an answer that are no rows of the table; they are sent as headers. */
interface Framed {
  readonly logPosition?: string | null;
  readonly nextCursor?: string;
}

/** What a handler answers with: all at once, or part by part. */
type Answered<Answer extends object> = Answer | AnswerInParts<Answer>;

type QueryParameters = Readonly<Record<string, unknown>>;

/**
 * Answers with the rows of a table, as CSV or NDJSON, where `Accept` would rather have them than JSON. Of an answer in
 * pages, the handler is asked for one after another, as fast as they are read, unless the caller gave a `limit`. A page that
 * fails breaks the connection off: what has arrived then isn't whole, and shows it.
 */
export class RowsInterceptor<Answer extends object> implements NestInterceptor<
  Answered<Answer>,
  Answer | Readable
> {
  constructor(
    private readonly table: CsvTable<Answer>,
    private readonly paged: boolean,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Answered<Answer>>): Observable<Answer | Readable> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    void reply.header('Vary', 'Accept');
    const media = preferred(request.headers.accept, [JSON_TYPE, CSV, NDJSON]);
    if (media === JSON_TYPE || media === undefined)
      return next.handle().pipe(map((answer) => inSlices(answer, reply)));
    const given = request.query as QueryParameters;
    const all = this.paged && given.limit === undefined;
    if (all) request.query = { ...given, limit: PAGE };
    return next.handle().pipe(
      map((answer) => {
        void reply.header('Content-Type', `${media}; charset=utf-8`);
        const { logPosition, nextCursor } = frameOf(answer);
        if (logPosition) void reply.header(POSITION_HEADER, logPosition);
        if (nextCursor !== undefined && !all) {
          void reply.header(NEXT_CURSOR, nextCursor);
          linkNext(request, reply, nextCursor);
        }
        const texts = all ? this.pages(media, answer, request, next) : this.texts(media, answer);
        return Readable.from(this.withHead(media, texts));
      }),
    );
  }

  /** Of page after page. The handler takes its parameters from the request whenever it is called. */
  private async *pages(
    media: string,
    first: Answered<Answer>,
    request: FastifyRequest,
    next: CallHandler<Answered<Answer>>,
  ): AsyncGenerator<string> {
    for (let page = first; ;) {
      yield* this.texts(media, page);
      const { nextCursor } = frameOf(page);
      if (nextCursor === undefined) return;
      request.query = { ...(request.query as QueryParameters), cursor: nextCursor };
      page = await firstValueFrom(next.handle());
    }
  }

  private async *withHead(media: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
    if (media === CSV) yield csvHead(this.table);
    yield* texts;
  }

  private async *texts(media: string, answer: Answered<Answer>): AsyncGenerator<string> {
    for await (const part of answer instanceof AnswerInParts ? answer.answers() : [answer])
      for await (const rows of slicesOf(this.table.rows(part)))
        yield media === CSV
          ? csvLines(this.table, rows)
          : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
}

const frameOf = (answer: Answered<object>): Framed =>
  answer instanceof AnswerInParts ? answer.head : answer;

/** Answers with long lists are written while they are sent. */
const inSlices = <Answer extends object>(
  answer: Answered<Answer>,
  reply: FastifyReply,
): Answer | Readable => {
  const inParts = answer instanceof AnswerInParts ? answer : AnswerInParts.of(answer);
  if (inParts.lists.size === 0) return inParts.head;
  void reply.header('Content-Type', 'application/json; charset=utf-8');
  return Readable.from(jsonSlices(inParts));
};
