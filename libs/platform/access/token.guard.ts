import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { problem } from '../http/problem.document.js';
import { sendProblem } from '../http/problem.filter.js';
import { AccessError, accessProblems } from './access.errors.js';
import { authenticate, nobody, type Principal } from './principal.js';
import { type Exceeded } from './request-limit.js';
import { routeName, type RouteScope } from './route-scopes.js';
import { type Scope } from './scopes.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks for: see `guardRoutes`. */
    scope?: RouteScope;
  }
}

/** Tells from a bearer token who is calling. @throws AccessError */
export type Verify = (token: string) => Promise<Principal>;

const BEARER = /^Bearer +([\w~+/.-]+=*)$/i;

/** Node takes the first; what stands before the service may have looked at another. */
const isSaidTwice = (rawHeaders: readonly string[]): boolean => {
  let said = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.toLowerCase() === 'authorization') said += 1;
  return said > 1;
};

const tokenIn = ({ headers: { authorization }, raw: { rawHeaders } }: FastifyRequest): string => {
  if (isSaidTwice(rawHeaders))
    throw new AccessError('token-malformed', 'the header Authorization must be there once');
  if (authorization === undefined)
    throw new AccessError('token-missing', 'this asks for a token: Authorization: Bearer <token>');
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined)
    throw new AccessError('token-malformed', 'the header Authorization must be: Bearer <token>');
  return token;
};

/** The challenge of RFC 6750. */
const challengeOf = ({ code, message }: AccessError, scope: Scope): string => {
  if (code === 'token-missing') return 'Bearer realm="dossier"';
  const error =
    code === 'scope-missing' ? `error="insufficient_scope", scope="${scope}"` : 'error="invalid_token"';
  return `Bearer realm="dossier", ${error}, error_description="${message}"`;
};

const refuse = (reply: FastifyReply, error: AccessError, scope: Scope): void => {
  const status = accessProblems[error.code];
  if (status === 401 || status === 403) void reply.header('WWW-Authenticate', challengeOf(error, scope));
  sendProblem(reply, problem(status, error.code, error.message));
};

/** Routes of the OpenAPI page, which declare nothing themselves. It tells of the program, and nothing that it holds. */
const isDocumentation = (url: string): boolean => /^\/docs(-json|-yaml)?(\/|$)/.test(url);

/** What turns callers away. */
export interface Guards {
  readonly verify: Verify;
  readonly exceeded: Exceeded;
}

/** Says who calls. @throws AccessError when it is nobody who may, or has called too often */
const admit = async (
  request: FastifyRequest,
  reply: FastifyReply,
  scope: Scope,
  { verify, exceeded }: Guards,
): Promise<void> => {
  authenticate(request, nobody);
  let refused: Error | undefined;
  try {
    const principal = await verify(tokenIn(request));
    authenticate(request, principal);
    if (!principal.scopes.has(scope))
      refused = new AccessError('scope-missing', `this asks for a token with the scope ${scope}`);
  } catch (error) {
    refused = error instanceof Error ? error : new Error(String(error));
  }
  const seconds = await exceeded(request);
  if (seconds !== undefined) {
    void reply.header('Retry-After', `${seconds}`);
    throw new AccessError('too-many-requests', `too many requests: send the next in ${seconds} seconds`);
  }
  if (refused !== undefined) throw refused;
};

/**
 * Lets nobody in whose token lacks the scope of the route: 401 or 403 before the body is read. `declared` are the scopes of
 * controllers; other routes have theirs in their `config`. A route that declares none throws as it is registered, so that
 * the app doesn't start. Called before any route is registered.
 */
export const guardRoutes = (
  server: FastifyInstance,
  declared: ReadonlyMap<string, RouteScope>,
  guards: Guards,
): void => {
  server.addHook('onRoute', (route) => {
    const [method = ''] = [route.method].flat();
    const scope =
      route.config?.scope ??
      declared.get(routeName(method === 'HEAD' ? 'GET' : method, route.url)) ??
      (isDocumentation(route.url) ? 'none' : undefined);
    if (scope === undefined)
      throw new Error(`${routeName(method, route.url)} declares no scope: every route says what it asks for`);
    route.config = { ...route.config, scope };
  });
  server.addHook('onRequest', async (request, reply) => {
    const { scope } = request.routeOptions.config;
    // What no route takes is answered 404, and tells nothing.
    if (scope === undefined || scope === 'none') {
      authenticate(request, nobody);
      return undefined;
    }
    try {
      await admit(request, reply, scope, guards);
      return undefined;
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      refuse(reply, error, scope);
      return reply;
    }
  });
};
