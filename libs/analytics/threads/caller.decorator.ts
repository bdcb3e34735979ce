import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { reportInterrupted } from '../analytics.errors.js';

/** Injects a signal that is aborted when the connection closes before the answer is sent: nobody waits for it. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const { raw } = context.switchToHttp().getResponse<FastifyReply>();
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(reportInterrupted());
  });
  return gone.signal;
});
