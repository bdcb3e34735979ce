import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import {
  CommandError,
  DomainError,
  type EngineErrorCode,
  EventDamagedError,
  EventsMissingError,
  EventStoreAccessError,
  EventStoreUnavailableError,
  InvalidAppendError,
  InvalidCursorError,
  KeyStoreError,
  KeyStoreFullError,
  PositionAheadError,
  ReadModelBehindError,
  ReadModelBuildingError,
  ReadStoreUnavailableError,
  StorageFullError,
  UnknownEventTypeError,
} from '../../event-sourcing/core.js';
import { AccessNotRecordedError } from '../access/access-recorder.js';
import { MaskedFieldError } from '../access/masked-field.error.js';
import { seesPersonalData } from '../access/principal.js';
import { InvalidRequestError } from '../commands/validation.js';
import { loggedFailure } from '../logging/failure.js';
import { PROBLEM_JSON, problem, type ProblemDocument, withoutQuotes } from './problem.document.js';

/** Maps the codes of one context's errors to HTTP statuses; checked by the compiler to name them all. */
export type ProblemTable = Readonly<Record<string, number>>;

export const engineProblems = {
  'command-id-reused': 422,
  'revision-mismatch': 412,
  'too-much-contention': 409,
  'occurred-in-future': 422,
  'occurred-before-start': 422,
  'event-too-large': 413,
  'customer-erased': 410,
} satisfies Record<EngineErrorCode, number>;

const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'malformed-request',
  404: 'no-such-resource',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  503: 'unavailable',
};

/** Anything thrown, as the problem document that its caller gets. What nobody foresaw is logged and answered with 500. */
export const problemOf = (
  error: unknown,
  table: ProblemTable,
  { id: requestId, log }: Pick<FastifyRequest, 'id' | 'log'>,
): ProblemDocument => {
  const known = foreseen(error, table);
  if (known) return { ...known, requestId };
  log.error(loggedFailure(error), 'a request failed');
  const detail = 'something went wrong on our side; the log says what, with the id of the request';
  return { ...problem(500, 'internal-error', detail), requestId };
};

const foreseen = (error: unknown, table: ProblemTable): ProblemDocument | undefined => {
  if (error instanceof InvalidRequestError)
    return problem(400, error.code, error.message, error.fields, error.more);
  if (error instanceof CommandError) return problem(engineProblems[error.code], error.code, error.message);
  if (error instanceof AccessNotRecordedError) return problem(503, 'access-not-recorded', error.message);
  if (error instanceof MaskedFieldError) return problem(403, error.code, error.message, error.fields);
  const refused = error instanceof DomainError ? refusal(error as DomainError, table) : undefined;
  if (refused) return refused;
  if (error instanceof EventStoreUnavailableError)
    return problem(503, 'event-store-unavailable', error.message);
  if (error instanceof EventStoreAccessError) return problem(503, 'event-store-access-denied', error.message);
  if (error instanceof UnknownEventTypeError) return problem(503, 'unknown-event-type', error.message);
  if (error instanceof EventsMissingError) return problem(500, 'events-missing', error.message);
  if (error instanceof EventDamagedError) return problem(500, 'event-damaged', error.message);
  if (error instanceof StorageFullError) return problem(507, 'storage-full', error.message);
  if (error instanceof ReadStoreUnavailableError)
    return problem(503, 'read-store-unavailable', 'the read models are out of reach: try again later');
  if (error instanceof KeyStoreFullError) return problem(507, 'storage-full', error.message);
  if (error instanceof KeyStoreError) return problem(503, 'key-store-unavailable', error.message);
  if (error instanceof InvalidCursorError) return problem(422, 'invalid-cursor', error.message);
  if (error instanceof PositionAheadError) return problem(422, 'position-ahead', error.message);
  if (error instanceof ReadModelBuildingError) return problem(503, 'read-model-building', error.message);
  if (error instanceof ReadModelBehindError) return problem(503, 'read-model-behind', error.message);
  if (error instanceof InvalidAppendError) return problem(400, 'malformed-request', error.message);
  if (error instanceof HttpException)
    return problem(error.getStatus(), codeFor(error.getStatus()), error.message);
  if (isAborted(error)) return problem(400, 'malformed-request', 'the request was not sent whole');
  const status = statusOf(error);
  return status !== undefined && status < 500
    ? problem(status, codeFor(status), (error as Error).message)
    : undefined;
};

const refusal = (
  { code, message, fields, conflictsWith }: DomainError,
  table: ProblemTable,
): ProblemDocument | undefined => {
  const status = table[code];
  if (status === undefined) return undefined;
  const document = problem(status, code, message, fields);
  return conflictsWith === undefined ? document : { ...document, conflictsWith };
};

const codeFor = (status: number): string => codeOfStatus[status] ?? `http-${status}`;

/** The caller hung up in the middle of the body: nobody is there to read the answer. */
const isAborted = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNRESET' && error.message === 'aborted';

/** Fastify's own errors (an unreadable body, a wrong content type) carry the status as a property. */
const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;

/** A problem as the sender of the request sees it: without what it quotes, unless personal data is shown to them. */
export const shownTo = (request: FastifyRequest, document: ProblemDocument): ProblemDocument =>
  seesPersonalData(request) ? document : withoutQuotes(document);

/** Answers everything thrown with a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly table: ProblemTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const document = problemOf(error, this.table, reply.request);
    sendProblem(reply, shownTo(reply.request, document));
  }
}

const codes = new WeakMap<FastifyReply, string>();

/** The code of the problem that a request was answered with. */
export const problemCodeOf = (reply: FastifyReply): string | undefined => codes.get(reply);

/** Sends a problem document, with the id of the request. */
export const sendProblem = (reply: FastifyReply, document: ProblemDocument): void => {
  const { id: requestId } = reply.request;
  codes.set(reply, document.code);
  if (document.status === 503 || document.status === 507) void reply.header('Retry-After', '1');
  void reply
    .status(document.status)
    .type(PROBLEM_JSON)
    .send({ ...document, requestId });
};
