import { applyDecorators, HttpCode, Post, type Type } from '@nestjs/common';
import { ApiBody, ApiParam, ApiProperty, ApiResponse } from '@nestjs/swagger';
import { Text } from './fields.decorator.js';
import { Documented, type OperationDocs } from './operation.decorator.js';

/** What was asked for, and of which projection or reaction. */
export class ControlAnswer {
  @ApiProperty()
  readonly name: string;
}

/** Which event is to be gone on without. */
export class SkipBody {
  @Text({ max: 100, description: 'Of the event that stopped it, as its failure names it' })
  readonly position: string;
}

interface ControlDocs extends OperationDocs {
  /** A projection or a reaction that there is. */
  readonly name: string;
  /** What the request says; no body when absent. */
  readonly body?: { readonly type: Type; readonly example: object };
  /** `ControlAnswer` when absent. */
  readonly answer?: Type;
}

/** Of whatever reads a body. */
const bodyProblems = {
  'invalid-request': 400,
  'body-too-large': 413,
  'unsupported-media-type': 415,
} as const;

/**
 * A POST by which an operator asks for something of what follows the log: answered 202 at once, since the process that runs
 * the projection or the reaction does the work.
 */
export const Controls = (
  path: `:name/${string}`,
  { name: example, body, answer = ControlAnswer, refuses, ...docs }: ControlDocs,
): MethodDecorator =>
  applyDecorators(
    Post(path),
    Documented({ ...docs, refuses: { 'malformed-request': 400, ...(body && bodyProblems), ...refuses } }),
    HttpCode(202),
    ApiParam({ name: 'name', schema: { type: 'string' }, example, description: 'As the list names it' }),
    ...(body ? [ApiBody({ type: body.type, examples: { example: { value: body.example } } })] : []),
    ApiResponse({ status: 202, type: answer, description: 'Asked for' }),
  );
