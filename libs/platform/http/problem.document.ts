import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type FieldProblem } from '../../event-sourcing/core.js';
import { MASKED } from '../access/masks.js';

class FieldProblemDocument implements FieldProblem {
  @ApiProperty({ description: 'Dotted path of the field' })
  readonly field: string;

  @ApiProperty()
  readonly message: string;
}

/** What every refusal looks like: RFC 9457, with a stable `code` and every invalid field named. */
export class ProblemDocument {
  @ApiProperty({ example: 'urn:dossier:problem:customer-not-found' })
  readonly type: string;

  @ApiProperty()
  readonly title: string;

  @ApiProperty({ type: 'integer' })
  readonly status: number;

  @ApiProperty({ example: 'customer-not-found' })
  readonly code: string;

  @ApiProperty()
  readonly detail: string;

  @ApiPropertyOptional({ type: [FieldProblemDocument] })
  readonly errors?: readonly FieldProblem[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'How many fields are wrong beside those that errors names',
  })
  readonly moreErrors?: number;

  @ApiPropertyOptional({ format: 'uuid', description: 'What stands in the way, where it is one thing' })
  readonly conflictsWith?: string;

  @ApiPropertyOptional({ description: 'The id of the request; also in the header Request-Id' })
  readonly requestId?: string;
}

/** The media type of a problem document. */
export const PROBLEM_JSON = 'application/problem+json';

export const problem = (
  status: number,
  code: string,
  detail: string,
  errors: readonly FieldProblem[] = [],
  moreErrors = 0,
): ProblemDocument => ({
  type: `urn:dossier:problem:${code}`,
  title: code.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase()),
  status,
  code,
  detail,
  ...(errors.length > 0 ? { errors } : {}),
  ...(moreErrors > 0 ? { moreErrors } : {}),
});

/** What a message quotes of a request: in JSON's own quotes. */
const QUOTED = /"(?:[^"\\]|\\.)*"/g;

/** The document with what its messages quote masked, for callers who may not see personal data. */
export const withoutQuotes = ({ errors, ...document }: ProblemDocument): ProblemDocument => ({
  ...document,
  detail: unquoted(document.detail),
  ...(errors === undefined
    ? {}
    : { errors: errors.map(({ field, message }) => ({ field, message: unquoted(message) })) }),
});

const unquoted = (message: string): string => message.replaceAll(QUOTED, `"${MASKED}"`);
