import {
  applyDecorators,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  SetMetadata,
  type Type,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { LATEST, type Position } from '../../event-sourcing/core.js';
import { isPersonal } from '../access/answer-plan.js';
import { personalParameters, type Showable, Shows } from '../access/masking.interceptor.js';
import { SCOPE, type Scope } from '../access/scopes.js';
import { InvalidRequestError } from '../commands/validation.js';
import { NextLinkInterceptor } from './next-link.interceptor.js';
import { Documented, type OperationDocs, queryProblems } from './operation.decorator.js';
import { ProblemFilter, type ProblemTable } from './problem.filter.js';
import { RevisionTagInterceptor } from './revision-tag.js';

const MIN_POSITION = 'Dossier-Min-Position';
const POSITION = /^(?:[0-9][0-9/]{0,99}|latest)$/;

/** A controller that answers queries at `/v1/<path>`, asks for `scope`, and answers its errors by `table`. */
export const QueryController = (path: string, scope: Scope, table: ProblemTable = {}): ClassDecorator =>
  applyDecorators(
    Controller(path === '' ? 'v1' : `v1/${path}`),
    ApiTags(path.split('/')[0] ?? path),
    SetMetadata(SCOPE, scope),
    UseFilters(new ProblemFilter(table)),
  );

/** What is said of a query beside what every operation says; `path` below its controller's, its own when absent. */
export interface QueryDocs extends OperationDocs, Showable {
  readonly path?: string;
  /** It answers with pages, and takes a cursor. */
  readonly paged?: true;
}

const revisionHeader = {
  ETag: {
    schema: { type: 'string' },
    description: 'Begins with the revision; sent as If-Match, a command holds only for it',
  },
} as const;

const ifNoneMatch = ApiHeader({
  name: 'If-None-Match',
  required: false,
  schema: { type: 'string' },
  description: 'The ETag of an answer that the caller has: 304 when it is still the same',
});

const notModified = ApiResponse({ status: 304, description: 'Not modified since', headers: revisionHeader });

/** Problems of whoever shows answers of a class. */
export const problemsOfShowing = (type: Type): ProblemTable =>
  isPersonal(type) ? { 'access-not-recorded': 503 } : {};

/** Documents a query, with the problems that every query has. */
export const DocumentedQuery =
  ({ paged, tagged, refuses, ...docs }: QueryDocs): MethodDecorator =>
  (target, key, descriptor) => {
    const masks = personalParameters(target, key).length > 0;
    applyDecorators(
      Documented({
        ...docs,
        refuses: {
          ...queryProblems,
          ...(paged ? { 'invalid-cursor': 422 } : {}),
          ...(masks ? { 'masked-field': 403 } : {}),
          ...refuses,
        },
      }),
      ...(paged ? [UseInterceptors(new NextLinkInterceptor())] : []),
      ...(tagged ? [UseInterceptors(new RevisionTagInterceptor(tagged)), ifNoneMatch, notModified] : []),
    )(target, key, descriptor);
  };

/** The header of pages. */
export const nextLink = {
  Link: { schema: { type: 'string' }, description: 'The next page, with rel="next"; absent on the last' },
} as const;

/** `GET` that answers with `type`. */
export const Answers = (type: Type, docs: QueryDocs): MethodDecorator =>
  applyDecorators(
    Get(docs.path ?? ''),
    DocumentedQuery({ ...docs, refuses: { ...problemsOfShowing(type), ...docs.refuses } }),
    ApiResponse({
      status: 200,
      type,
      description: 'Found',
      ...(docs.paged ? { headers: nextLink } : {}),
      ...(docs.tagged ? { headers: revisionHeader } : {}),
    }),
    Shows(type, docs),
  );

const minPosition = createParamDecorator((_: unknown, context: ExecutionContext): Position | undefined => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[MIN_POSITION.toLowerCase()];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && POSITION.test(value)) return value;
  throw new InvalidRequestError([
    {
      field: MIN_POSITION,
      message: `the header ${MIN_POSITION} must be a position as a command's answer gave it, or ${LATEST}`,
    },
  ]);
});

const documented = ApiHeader({
  name: MIN_POSITION,
  required: false,
  schema: { type: 'string', pattern: POSITION.source },
  description:
    'The position that a command answered: the answer holds its effects; 503 if not reached in time; 422 if it is beyond the end of the log. ' +
    'latest: it holds the effects of everything that was recorded before it was asked',
});

/** Injects the position that the read models must have passed; undefined if the caller names none. */
export const MinPosition = (): ParameterDecorator => (target, key, index) => {
  minPosition()(target, key, index);
  const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (key !== undefined && descriptor) documented(target, key, descriptor);
};
