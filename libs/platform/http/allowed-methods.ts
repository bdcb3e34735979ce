import { type FastifyInstance } from 'fastify';
import { problem } from './problem.document.js';
import { sendProblem } from './problem.filter.js';

/** `/v1/customers/:id` as an expression that matches `/v1/customers/7`. */
const matcherOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^$(){}|[\]\\]/g, '\\$&')
      .replace(/:[^/]+/g, '[^/]+')
      .replace(/\*/g, '.*')}/?$`,
  );

/**
 * Answers a method that a resource does not have with 405 and `Allow`, where a router alone says 404. Called before any
 * route is registered.
 */
export const refuseOtherMethods = (server: FastifyInstance): void => {
  const routes = new Map<string, { matcher: RegExp; methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { matcher: matcherOf(url), methods: new Set<string>() };
    for (const name of [method].flat()) route.methods.add(name);
    routes.set(url, route);
  });
  server.addHook('onRequest', (request, reply, done) => {
    const [path = ''] = request.url.split('?');
    const allowed = request.is404
      ? [...routes.values()]
          .filter(({ matcher }) => matcher.test(path))
          .flatMap(({ methods }) => [...methods])
      : [];
    if (allowed.length === 0) {
      done();
      return;
    }
    void reply.header('Allow', [...new Set(allowed)].sort().join(', '));
    sendProblem(reply, problem(405, 'method-not-allowed', `${path} does not take ${request.method}`));
  });
};
