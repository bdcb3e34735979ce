import { type Server } from 'node:http';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { COMMANDS_PATH } from '../batch/ndjson-bodies.js';
import { answerUnread, LATE } from './unread-requests.js';

/** Whether the body is read as a stream, which takes as long as its sender has something to send. */
const isStreamed = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === COMMANDS_PATH;

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/**
 * Hangs up on connections on which nothing moves for `limit` milliseconds in the middle of a request or an answer: a
 * request that was sent in part, a stream whose sender or reader has stopped. A body that is no stream must have arrived
 * within that time. What had no answer yet gets 408. Called before any route is registered.
 */
export const limitStalls = (server: FastifyInstance, limit: number): void => {
  const http: Server = server.server;
  http.headersTimeout = limit;
  http.setTimeout(limit, (socket) => {
    answerUnread(socket, ...LATE);
  });
  server.addHook('preParsing', (request, _reply, payload, done) => {
    if (hasBody(request) && !isStreamed(request)) {
      const late = setTimeout(() => {
        answerUnread(request.raw.socket, ...LATE);
      }, limit);
      for (const event of ['end', 'close']) {
        request.raw.once(event, () => {
          clearTimeout(late);
        });
      }
    }
    done(null, payload);
  });
};
