import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Get,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { DocumentedQuery, type QueryDocs } from './query-route.decorator.js';
import { csvOf, type CsvTable, prefersCsv } from './csv.js';

const POSITION = 'Dossier-Position';
const NEXT_CURSOR = 'Dossier-Next-Cursor';

/** The fields of an answer that are no rows of the table; they are sent as headers. */
interface Framed {
  readonly position?: string | null;
  readonly nextCursor?: string;
}

class CsvInterceptor<Answer extends object> implements NestInterceptor<Answer, Answer | string> {
  constructor(private readonly table: CsvTable<Answer>) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer | string> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    void reply.header('Vary', 'Accept');
    if (!prefersCsv(http.getRequest<FastifyRequest>().headers.accept)) return next.handle();
    return next.handle().pipe(
      map((answer: Answer & Framed) => {
        void reply.header('Content-Type', 'text/csv; charset=utf-8');
        if (answer.position) void reply.header(POSITION, answer.position);
        if (answer.nextCursor) void reply.header(NEXT_CURSOR, answer.nextCursor);
        return csvOf(this.table, answer);
      }),
    );
  }
}

/**
 * `GET` that answers with `type`. With `Accept: text/csv` it answers its rows as a table, and sends the position and the
 * next page's cursor as headers.
 */
export const AnswersWithCsv = <Answer extends object>(
  type: Type<Answer>,
  table: CsvTable<Answer>,
  docs: QueryDocs,
): MethodDecorator =>
  applyDecorators(
    Get(docs.path ?? ''),
    DocumentedQuery(docs),
    UseInterceptors(new CsvInterceptor(table)),
    ApiExtraModels(type),
    ApiResponse({
      status: 200,
      description: `With Accept: text/csv, a table of ${table.columns.join(', ')}`,
      content: {
        'application/json': { schema: { $ref: getSchemaPath(type) } },
        'text/csv': { schema: { type: 'string' } },
      },
      headers: {
        [POSITION]: { schema: { type: 'string' }, description: 'With CSV: the position in the log' },
        [NEXT_CURSOR]: { schema: { type: 'string' }, description: 'With CSV: cursor of the next page' },
      },
    }),
  );
