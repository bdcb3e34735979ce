import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { COMMANDS_PATH, streamNdjsonBodies } from '../batch/ndjson-bodies.js';
import { beginningWith } from '../beginning.js';
import { type Log, newLog } from '../logging/log.js';
import { childLogOf, frameworkLog, logRequests } from '../logging/request-log.js';
import { type DossierConfig } from '../config/dossier.config.js';
import { countRequests, serveMetrics } from '../metrics/serve-metrics.js';
import { Metrics } from '../metrics/metrics.js';
import { CONFIG } from '../tokens.js';
import { authenticate, localPrincipal } from '../access/principal.js';
import { routeScopes } from '../access/route-scopes.js';
import { requestLimit } from '../access/request-limit.js';
import { guardRoutes } from '../access/token.guard.js';
import { Verification } from '../access/verification.js';
import { AcceptGuard } from './accept.js';
import { refuseOtherMethods } from './allowed-methods.js';
import { openApiOf } from './openapi.document.js';
import { readJsonBodies, refuseEncodings } from './encodings.js';
import { ProblemFilter, problemOf, sendProblem } from './problem.filter.js';
import { nameRequests, REQUEST_ID, requestIdOf } from './request-id.js';
import { sendSecurityHeaders } from './security-headers.js';
import { limitStalls } from './stalls.js';
import { answerUnread, unreadProblem } from './unread-requests.js';
import { RequestValidationPipe } from './validation.pipe.js';

export interface HttpAppOptions {
  /** Whose requests are taken: those with a token, or this program's own, which may do everything. */
  readonly callers: 'with-token' | 'this-program';
  /** Where it is written what happened; warnings and failures to standard error when absent. */
  readonly log?: Log;
}

/** The largest body taken, in bytes: as large as one append may be. */
const BODY_LIMIT = 1_048_576;

/** Of all headers together, with the address that is asked for, in bytes. */
const HEADER_LIMIT = 16_384;

/** How long a connection is kept open for the next request, in milliseconds: longer than a proxy before it is likely to. */
const IDLE = 72_000;

/** How often it is looked for heads of requests that don't come to their end, in milliseconds. */
const LOOK_FOR_LATE = 5_000;

/** Of a path, in characters as they are sent: 200 characters of which each is four bytes, percent-encoded. */
const LONGEST_PARAMETER = 2_400;

/** No route has a schema of Fastify's own, so what compiles these is not even loaded. */
const unused = () => () => {
  throw new Error('a route has a schema of Fastify’s, which nothing here compiles');
};

/**
 * The HTTP service that a module describes, with everything that is the same for all: validation, problem documents,
 * the OpenAPI page at `/docs` (the document itself at `/docs-json`). Not yet listening.
 *
 * @param options its callers have tokens when absent
 */
export const createHttpApp = async (
  module: Type | DynamicModule,
  { callers, log = newLog('warn') }: HttpAppOptions = { callers: 'with-token' },
): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    http: { maxHeaderSize: HEADER_LIMIT, connectionsCheckingInterval: LOOK_FOR_LATE },
    keepAliveTimeout: IDLE,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    genReqId: requestIdOf,
    loggerInstance: frameworkLog(log),
    childLoggerFactory: childLogOf,
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
    // What fails before there is a route, such as a path that is no valid URL.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header(REQUEST_ID, request.id);
      sendProblem(reply, problemOf(error, {}, request));
    },
    // What isn't even HTTP; there is no reply to send it by.
    clientErrorHandler: (error: Error, socket: Socket) => {
      answerUnread(socket, ...unreadProblem(error, HEADER_LIMIT));
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, beginningWith(log));
  const server = adapter.getInstance();
  nameRequests(server);
  logRequests(server, log);
  await sendSecurityHeaders(server);
  countRequests(server, app.get(Metrics, { strict: false }));
  refuseOtherMethods(server);
  const verification = callers === 'with-token' ? await guarded(app) : undefined;
  if (callers === 'this-program') trustCallers(server);
  streamNdjsonBodies(server, COMMANDS_PATH);
  refuseEncodings(server);
  readJsonBodies(app, BODY_LIMIT);
  limitStalls(server, app.get<DossierConfig>(CONFIG, { strict: false }).stallSeconds * 1_000);
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalGuards(new AcceptGuard());
  app.useGlobalFilters(new ProblemFilter({}));
  server.get('/', { config: { scope: 'none' } }, (_request, reply) => reply.redirect('/docs'));
  // This program reads the document, and looks at no page.
  SwaggerModule.setup('docs', app, () => openApiOf(app), { ui: callers === 'with-token' });
  serveMetrics(app, () => openApiOf(app));
  await app.init();
  await verification?.start();
  app.flushLogs();
  // JSON and NDJSON are the only things that are read; anything else is a 415 before anybody looks at it.
  server.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded']);
  return app;
};

/** Has every request be the local principal's. */
const trustCallers = (server: FastifyInstance): void => {
  server.addHook('onRequest', (request, _reply, done) => {
    authenticate(request, localPrincipal);
    done();
  });
};

/** Has every route ask for its scope. */
const guarded = async (app: NestFastifyApplication): Promise<Verification> => {
  const server = app.getHttpAdapter().getInstance();
  const verification = new Verification(app);
  const { access } = app.get<DossierConfig>(CONFIG, { strict: false });
  const exceeded = await requestLimit(server, access.requestsPerMinute);
  guardRoutes(server, routeScopes(app), { verify: verification.verify, exceeded });
  server.addHook('onClose', () => {
    verification.stop();
  });
  return verification;
};
