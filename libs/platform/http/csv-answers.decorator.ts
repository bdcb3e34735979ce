import { applyDecorators, Get, type Type, UseInterceptors } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { NDJSON } from '../batch/ndjson-lines.js';
import { Shows } from '../access/masking.interceptor.js';
import { JSON_TYPE, Serves } from './accept.js';
import { type CsvTable } from './csv.js';
import { DocumentedQuery, nextLink, problemsOfShowing, type QueryDocs } from './query-route.decorator.js';
import { POSITION_HEADER } from './list-answer.js';
import { CSV, NEXT_CURSOR, RowsInterceptor } from './rows.interceptor.js';

const aboutRows = ({ columns }: CsvTable<never>, paged: boolean): string =>
  `With Accept: ${CSV}, a table of ${columns.join(', ')}. With Accept: ${NDJSON}, its rows, one JSON object a line. ` +
  (paged ? 'Both hold every row there is, however many pages they fill, unless a limit is given.' : '');

/**
 * `GET` that answers with `type`, or with its rows as CSV or NDJSON where `Accept` asks for them; the position and the next
 * page's cursor are then headers. Of pages, all are sent one after another, unless the caller gives a limit.
 */
export const AnswersWithCsv = <Answer extends object>(
  type: Type<Answer>,
  table: CsvTable<Answer>,
  docs: QueryDocs,
): MethodDecorator =>
  applyDecorators(
    Get(docs.path ?? ''),
    Serves(JSON_TYPE, CSV, NDJSON),
    DocumentedQuery({ ...docs, refuses: { ...problemsOfShowing(type), ...docs.refuses } }),
    UseInterceptors(new RowsInterceptor(table, docs.paged === true)),
    Shows(type, docs),
    ApiExtraModels(type),
    ApiResponse({
      status: 200,
      description: aboutRows(table, docs.paged === true).trim(),
      content: {
        [JSON_TYPE]: { schema: { $ref: getSchemaPath(type) } },
        [CSV]: { schema: { type: 'string' } },
        [NDJSON]: { schema: { type: 'string' } },
      },
      headers: {
        [POSITION_HEADER]: {
          schema: { type: 'string' },
          description: 'With CSV and NDJSON: the position in the log',
        },
        ...(docs.paged
          ? {
              ...nextLink,
              [NEXT_CURSOR]: {
                schema: { type: 'string' },
                description: 'With CSV and NDJSON, and a limit: cursor of the next page',
              },
            }
          : {}),
      },
    }),
  );
