import { applyDecorators, Get } from '@nestjs/common';
import { ApiExtraModels, ApiProduces, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import {
  DocumentedQuery,
  JSON_TYPE,
  LOG_POSITION,
  logProblems,
  NDJSON,
  POSITION_HEADER,
  preferred,
  problemsOfShowing,
  type QueryDocs,
  Serves,
  Shows,
  StreamedItems,
} from '../platform/index.js';
import { HistoryAnswer, HistoryEventAnswer, historyEventAnswer } from './audit.answers.js';
import { type Complete, type WholeHistory } from './audit-trail.js';
import { type HistoricalEvent, type HistoryPage } from './customer-history.js';

/** `GET :id/history`: a page in JSON, or the whole as NDJSON. */
export const Histories = (docs: Omit<QueryDocs, 'path' | 'paged' | 'tagged'>): MethodDecorator =>
  applyDecorators(
    Get(':id/history'),
    Serves(JSON_TYPE, NDJSON),
    DocumentedQuery({
      ...docs,
      paged: true,
      refuses: { ...docs.refuses, ...logProblems, ...problemsOfShowing(HistoryAnswer) },
    }),
    Shows(HistoryAnswer, docs),
    ApiProduces(JSON_TYPE, NDJSON),
    ApiExtraModels(HistoryAnswer, HistoryEventAnswer),
    ApiResponse({
      status: 200,
      description: 'A page in JSON, or the whole history as NDJSON, one event a line',
      headers: {
        [POSITION_HEADER]: { schema: { type: 'string' }, description: `With NDJSON: ${LOG_POSITION}` },
      },
      content: {
        [JSON_TYPE]: { schema: { $ref: getSchemaPath(HistoryAnswer) } },
        [NDJSON]: { schema: { type: 'string' } },
      },
    }),
  );

/** The two ways to read a history. */
interface ReadableHistory {
  whole(): Promise<WholeHistory>;
  page(): Promise<HistoryPage & Complete>;
}

export const historyAnswer = async (
  history: ReadableHistory,
  accept: string | undefined,
  reply: FastifyReply,
): Promise<HistoryAnswer | StreamedItems> => {
  void reply.header('Vary', 'Accept');
  if (preferred(accept, [JSON_TYPE, NDJSON]) === NDJSON) {
    const { events, logPosition } = await history.whole();
    if (logPosition !== undefined) void reply.header(POSITION_HEADER, logPosition);
    return new StreamedItems(HistoryEventAnswer, answersOf(events));
  }
  const { events, logPosition, nextCursor } = await history.page();
  return {
    items: events.map(historyEventAnswer),
    ...(nextCursor === undefined ? {} : { nextCursor }),
    ...(logPosition === undefined ? {} : { logPosition }),
  };
};

async function* answersOf(events: AsyncIterable<HistoricalEvent>): AsyncGenerator<HistoryEventAnswer> {
  for await (const event of events) yield historyEventAnswer(event);
}
