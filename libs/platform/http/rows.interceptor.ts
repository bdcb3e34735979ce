import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { firstValueFrom, map, type Observable } from 'rxjs';
import { Readable } from 'node:stream';
import { NDJSON } from '../batch/ndjson-lines.js';
import { JSON_TYPE, preferred } from './accept.js';
import { csvHead, csvLines, type CsvTable } from './csv.js';
import { isLong, jsonSlices, slicesOf } from './json-slices.js';
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

type QueryParameters = Readonly<Record<string, unknown>>;

/**
 * Answers with the rows of a table, as CSV or NDJSON, where `Accept` would rather have them than JSON. Of an answer in
 * pages, the handler is asked for one after another, as fast as they are read, unless the caller gave a `limit`. A page that
 * fails breaks the connection off: what has arrived then isn't whole, and shows it.
 */
export class RowsInterceptor<Answer extends object> implements NestInterceptor<Answer, Answer | Readable> {
  constructor(
    private readonly table: CsvTable<Answer>,
    private readonly paged: boolean,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer | Readable> {
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
      map((answer: Answer & Framed) => {
        void reply.header('Content-Type', `${media}; charset=utf-8`);
        if (answer.logPosition) void reply.header(POSITION_HEADER, answer.logPosition);
        if (answer.nextCursor !== undefined && !all) {
          void reply.header(NEXT_CURSOR, answer.nextCursor);
          linkNext(request, reply, answer.nextCursor);
        }
        const texts = all ? this.pages(media, answer, request, next) : this.texts(media, answer);
        return Readable.from(this.withHead(media, texts));
      }),
    );
  }

  /** Of page after page. The handler takes its parameters from the request whenever it is called. */
  private async *pages(
    media: string,
    first: Answer & Framed,
    request: FastifyRequest,
    next: CallHandler<Answer>,
  ): AsyncGenerator<string> {
    for (let page: Answer & Framed = first; ;) {
      yield* this.texts(media, page);
      if (page.nextCursor === undefined) return;
      request.query = { ...(request.query as QueryParameters), cursor: page.nextCursor };
      page = await firstValueFrom<Answer & Framed>(next.handle());
    }
  }

  private async *withHead(media: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
    if (media === CSV) yield csvHead(this.table);
    yield* texts;
  }

  private async *texts(media: string, page: Answer): AsyncGenerator<string> {
    for await (const rows of slicesOf(this.table.rows(page)))
      yield media === CSV
        ? csvLines(this.table, rows)
        : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
}

/** Answers with long lists are written while they are sent. */
const inSlices = <Answer extends object>(answer: Answer, reply: FastifyReply): Answer | Readable => {
  if (!isLong(answer)) return answer;
  void reply.header('Content-Type', 'application/json; charset=utf-8');
  return Readable.from(jsonSlices(answer));
};
