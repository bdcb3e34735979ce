import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { principalOf } from './principal.js';

/** In milliseconds. */
const MINUTE = 60_000;

/** Counts a request; the seconds until its caller may send another, where it has sent too many. */
export type Exceeded = (request: FastifyRequest) => Promise<number | undefined>;

/** A service by its token, whichever subject it acts for; others by their address. */
const callerOf = (request: FastifyRequest): string => {
  const { client, scopes } = principalOf(request);
  return scopes.size > 0 ? `client ${client}` : `address ${request.ip}`;
};

/** Counts the requests of each caller to this process, `limit` a minute. A batch of commands is one request. */
export const requestLimit = async (server: FastifyInstance, limit: number): Promise<Exceeded> => {
  await server.register(rateLimit, {
    global: false,
    max: limit,
    timeWindow: MINUTE,
    keyGenerator: callerOf,
  });
  const count = server.createRateLimit();
  return async (request) => {
    const counted = await count(request);
    return !counted.isAllowed && counted.isExceeded ? Math.max(1, counted.ttlInSeconds) : undefined;
  };
};
