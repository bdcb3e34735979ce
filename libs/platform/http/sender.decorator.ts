import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { actorOf, principalOf } from '../access/principal.js';
import { type Sender } from '../commands/command-sender.js';
import { InvalidRequestError } from '../commands/validation.js';
import { revisionIn } from './revision-tag.js';

/** What a header of ours may hold. */
export const HEADER_TOKEN = /^[\x21-\x7e]{1,200}$/;

const header = ({ headers }: FastifyRequest, name: string): string | undefined => {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && HEADER_TOKEN.test(value)) return value;
  throw new InvalidRequestError([
    {
      field: name,
      message: `the header ${name} must be 1 to 200 printable ASCII characters, without spaces`,
    },
  ]);
};

const revisionOf = (request: FastifyRequest): number | 'any' | undefined => {
  const tag = header(request, 'If-Match');
  return tag === undefined ? undefined : revisionIn(tag);
};

/** The sender of an HTTP command, from its token and its headers. */
export const senderOf = (request: FastifyRequest): Sender => {
  const idempotencyKey = header(request, 'Idempotency-Key');
  const correlationId = header(request, 'Correlation-Id');
  const ifMatch = revisionOf(request);
  return {
    actor: actorOf(principalOf(request)),
    body: request.body,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
};

/** Injects the `Sender` of the request. */
export const SentBy = createParamDecorator((_: unknown, context: ExecutionContext) =>
  senderOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
