import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { problem } from '../http/problem.document.js';
import { sendProblem } from '../http/problem.filter.js';
import { NDJSON } from './ndjson-lines.js';

/** The one path that takes NDJSON. */
export const COMMANDS_PATH = '/v1/commands';

const isNdjson = ({ headers }: FastifyRequest): boolean =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() === NDJSON;

/**
 * Hands the body of requests to `path` on as a stream, whatever its length, and refuses with 415, before anything is read,
 * a body there that is not NDJSON and NDJSON anywhere else. Called before any route is registered.
 */
export const streamNdjsonBodies = (server: FastifyInstance, path: string): void => {
  server.addContentTypeParser(NDJSON, (_request, payload, done) => {
    done(null, payload);
  });
  server.addHook('onRequest', (request, reply, done) => {
    const isBatch = request.routeOptions.url === path && request.method === 'POST';
    if (request.is404 || isBatch === isNdjson(request)) {
      done();
      return;
    }
    const taken = isBatch ? NDJSON : 'JSON';
    sendProblem(reply, problem(415, 'unsupported-media-type', `${request.url} takes ${taken}`));
  });
};
