import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { seesPersonalData } from '../../platform/index.js';
import { reportInterrupted } from '../analytics.errors.js';

/** Who waits for a report. */
export interface ReportCaller {
  /** Aborted when nobody waits for the answer any more: it has been sent, or the connection is closed. */
  readonly gone: AbortSignal;
  /** Without it, customers can't be looked up by what is masked. */
  readonly seesPersonalData: boolean;
}

/** One for each answer: a handler is called once for every page of what is sent as one. */
const callers = new WeakMap<object, ReportCaller>();

/** Injects who asks; gone when the answer has been sent, whatever it was, or the connection closes before. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): ReportCaller => {
  const http = context.switchToHttp();
  const { raw } = http.getResponse<FastifyReply>();
  const known = callers.get(raw);
  if (known) return known;
  const gone = new AbortController();
  const caller = { gone: gone.signal, seesPersonalData: seesPersonalData(http.getRequest<FastifyRequest>()) };
  callers.set(raw, caller);
  raw.once('close', () => {
    gone.abort(reportInterrupted());
  });
  return caller;
});
