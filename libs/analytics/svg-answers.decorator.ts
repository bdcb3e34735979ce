import { applyDecorators, Get, Header } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { DocumentedQuery, type QueryDocs } from '../platform/index.js';

/** `GET` that answers with a drawing. */
export const AnswersSvg = (docs: QueryDocs & { readonly path: string }): MethodDecorator =>
  applyDecorators(
    Get(docs.path),
    Header('Content-Type', 'image/svg+xml; charset=utf-8'),
    DocumentedQuery(docs),
    ApiResponse({
      status: 200,
      description: 'Found',
      content: { 'image/svg+xml': { schema: { type: 'string' } } },
    }),
  );
