import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PROBLEM_JSON, ProblemDocument } from './problem.document.js';
import { type ProblemTable } from './problem.filter.js';

/** What the OpenAPI document says of one operation. */
export interface OperationDocs {
  /** A verb and a noun: the name of the method in a generated client. */
  readonly id: string;
  readonly summary: string;
  /** What it does, and when it refuses. */
  readonly about: string;
  /** The codes of its refusals beside those that every operation of its kind has, with their statuses. */
  readonly refuses?: ProblemTable;
}

/** Problems of whoever reads the log. */
export const logProblems = {
  'event-damaged': 500,
  'events-missing': 500,
  'event-store-access-denied': 503,
  'event-store-unavailable': 503,
  'key-store-unavailable': 503,
  'unknown-event-type': 503,
} as const satisfies ProblemTable;

/** Problems that any command may be answered with. */
export const commandProblems = {
  'invalid-request': 400,
  'malformed-request': 400,
  'not-acceptable': 406,
  'too-much-contention': 409,
  'customer-erased': 410,
  'body-too-large': 413,
  'event-too-large': 413,
  'unsupported-media-type': 415,
  'command-id-reused': 422,
  'occurred-in-future': 422,
  ...logProblems,
  'storage-full': 507,
  unavailable: 503,
} as const satisfies ProblemTable;

/** Further ones of a command on something that is there. */
export const changeProblems = {
  'revision-mismatch': 412,
  'occurred-before-start': 422,
} as const satisfies ProblemTable;

/** Problems of whoever reads read models. */
export const readModelProblems = {
  'position-ahead': 422,
  'read-model-behind': 503,
  'read-model-building': 503,
  'read-store-unavailable': 503,
} as const satisfies ProblemTable;

/** Problems that any query may be answered with. */
export const queryProblems = {
  'invalid-request': 400,
  'malformed-request': 400,
  'not-acceptable': 406,
  ...readModelProblems,
  'event-store-unavailable': 503,
  'event-store-access-denied': 503,
  unavailable: 503,
} as const satisfies ProblemTable;

const byStatus = (table: ProblemTable): ReadonlyMap<number, readonly string[]> => {
  const codes = Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
  const statuses = [...new Set(Object.values(table))].sort((a, b) => a - b);
  return new Map(
    statuses.map((status) => [status, codes.flatMap(([code, of]) => (of === status ? [code] : []))]),
  );
};

/** Documents the problems of an operation: an answer for each status, its codes as an enum. */
export const ProblemResponses = (table: ProblemTable): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemDocument),
    ...[...byStatus(table)].map(([status, codes]) =>
      ApiResponse({
        status,
        description: `Refused: ${codes.join(', ')}`,
        content: {
          [PROBLEM_JSON]: {
            schema: {
              allOf: [
                { $ref: getSchemaPath(ProblemDocument) },
                { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } },
              ],
            },
          },
        },
      }),
    ),
  );

/** Documents an operation that is no command of a context. */
export const Documented = ({ id, summary, about, refuses = {} }: OperationDocs): MethodDecorator =>
  applyDecorators(ApiOperation({ operationId: id, summary, description: about }), ProblemResponses(refuses));
