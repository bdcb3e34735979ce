import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type FastifyInstance } from 'fastify';
import { HEADER_TOKEN } from './sender.decorator.js';

/** The header that names a request: in answers and, where the caller has a name for it already, in requests. */
export const REQUEST_ID = 'Request-Id';

/** The caller's name for the request, or a new one where it gives none that can be told in a log. */
export const requestIdOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
  const given = headers[REQUEST_ID.toLowerCase()];
  return typeof given === 'string' && HEADER_TOKEN.test(given) ? given : randomUUID();
};

/** Gives every answer the id of its request. Called before any route is registered. */
export const nameRequests = (server: FastifyInstance): void => {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID, request.id);
    done();
  });
};
