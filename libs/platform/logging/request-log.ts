import { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify';
import { nobody, principalOf } from '../access/principal.js';
import { problemCodeOf } from '../http/problem.filter.js';
import { HEADER_TOKEN } from '../http/sender.decorator.js';
import { type Log } from './log.js';

/** What a request belongs to: as its sender says, else the request itself. */
const correlationOf = ({ headers, id }: Pick<FastifyRequest, 'headers' | 'id'>): string => {
  const given = headers['correlation-id'];
  return typeof given === 'string' && HEADER_TOKEN.test(given) ? given : id;
};

/** What the framework says of itself, from warnings on: of requests that go well, `logRequests` says more with less. */
export const frameworkLog = (log: Log): Log =>
  log.child({}, { level: log.level === 'error' ? 'error' : 'warn' });

/** The log of one request: each of its lines names the request, and what it belongs to. */
export const childLogOf: NonNullable<FastifyServerOptions['childLoggerFactory']> = (
  log,
  { reqId, ...bindings },
  options,
  { headers },
) => {
  const requestId = String(reqId);
  return log.child(
    { ...bindings, requestId, correlationId: correlationOf({ headers, id: requestId }) },
    options,
  );
};

/**
 * Writes a line for each request that was answered: the route that took it, not its path, which may hold ids or names. Called
 * before any route is registered.
 */
export const logRequests = (server: FastifyInstance, log: Log): void => {
  server.addHook('onResponse', (request, reply, done) => {
    const { client } = principalOf(request);
    const code = problemCodeOf(reply);
    log.info(
      {
        requestId: request.id,
        correlationId: correlationOf(request),
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ...(code === undefined ? {} : { code }),
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        ...(client === nobody.client ? {} : { client }),
      },
      'answered',
    );
    done();
  });
};
