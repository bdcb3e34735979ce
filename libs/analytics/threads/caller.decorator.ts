import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { reportInterrupted } from '../analytics.errors.js';

/** One for each answer: a handler is called once for every page of what is sent as one. */
const callers = new WeakMap<object, AbortSignal>();

/** Injects a signal that is aborted when the connection closes before the answer is sent: nobody waits for it. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const { raw } = context.switchToHttp().getResponse<FastifyReply>();
  const known = callers.get(raw);
  if (known) return known;
  const gone = new AbortController();
  callers.set(raw, gone.signal);
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(reportInterrupted());
  });
  return gone.signal;
});
