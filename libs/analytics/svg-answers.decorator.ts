import { applyDecorators, Get, Header } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

/** `GET` that answers with a drawing. */
export const AnswersSvg = (path: string): MethodDecorator =>
  applyDecorators(
    Get(path),
    Header('Content-Type', 'image/svg+xml; charset=utf-8'),
    ApiResponse({ status: 200, content: { 'image/svg+xml': { schema: { type: 'string' } } } }),
  );
