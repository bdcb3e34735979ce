import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Actor } from '../../event-sourcing/core.js';
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

/** `Dossier-Actor: anna@web-shop` is anna, through the service web-shop; without `@` it names the service alone. */
const actorOf = (request: FastifyRequest): Actor => {
  const text = header(request, 'Dossier-Actor') ?? 'anonymous';
  const at = text.lastIndexOf('@');
  return at > 0
    ? { id: text.slice(0, at), service: text.slice(at + 1) || 'unknown', verified: false }
    : { id: text, service: text, verified: false };
};

const revisionOf = (request: FastifyRequest): number | 'any' | undefined => {
  const tag = header(request, 'If-Match');
  return tag === undefined ? undefined : revisionIn(tag);
};

/** The sender of an HTTP command, from its headers. The actor is what the caller says, and marked unverified. */
export const senderOf = (request: FastifyRequest): Sender => {
  const idempotencyKey = header(request, 'Idempotency-Key');
  const correlationId = header(request, 'Correlation-Id');
  const ifMatch = revisionOf(request);
  return {
    actor: actorOf(request),
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
