import { applyDecorators, Get, Header } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { DocumentedQuery, type QueryDocs, Serves } from '../platform/index.js';

const SVG = 'image/svg+xml';

/** `GET` that answers with a drawing. */
export const AnswersSvg = (docs: QueryDocs & { readonly path: string }): MethodDecorator =>
  applyDecorators(
    Get(docs.path),
    Serves(SVG),
    Header('Content-Type', `${SVG}; charset=utf-8`),
    DocumentedQuery(docs),
    ApiResponse({
      status: 200,
      description: 'Found',
      content: { [SVG]: { schema: { type: 'string' } } },
    }),
  );
