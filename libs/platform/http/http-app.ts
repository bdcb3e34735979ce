import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { COMMANDS_PATH, streamNdjsonBodies } from '../batch/ndjson-bodies.js';
import { beginning } from '../beginning.js';
import { refuseOtherMethods } from './allowed-methods.js';
import { openApiOf } from './openapi.document.js';
import { PROBLEM_JSON, problem } from './problem.document.js';
import { ProblemFilter, problemOf, sendProblem } from './problem.filter.js';
import { RequestValidationPipe } from './validation.pipe.js';

/** The largest body taken, in bytes: as large as one append may be. */
const BODY_LIMIT = 1_048_576;

const unreadable = JSON.stringify(problem(400, 'malformed-request', 'this is no HTTP request'));
const NOT_HTTP = [
  'HTTP/1.1 400 Bad Request',
  `Content-Type: ${PROBLEM_JSON}`,
  `Content-Length: ${unreadable.length}`,
  'Connection: close',
  '',
  unreadable,
].join('\r\n');

/**
 * The HTTP service that a module describes, with everything that is the same for all: validation, problem documents,
 * the OpenAPI page at `/docs` (the document itself at `/docs-json`). Not yet listening.
 */
export const createHttpApp = async (module: Type | DynamicModule): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // What fails before there is a route, such as a path that is no valid URL.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, problemOf(error, {}));
    },
    // What isn't even HTTP; there is no reply to send it by.
    clientErrorHandler: (_error: Error, socket: Socket) => {
      // An answer that has begun can't be followed by another; the end of its body shows that it isn't whole.
      if (socket.bytesWritten > 0) socket.destroy();
      else if (socket.writable) socket.end(NOT_HTTP);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, beginning);
  const server = adapter.getInstance();
  refuseOtherMethods(server);
  streamNdjsonBodies(server, COMMANDS_PATH);
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter({}));
  SwaggerModule.setup('docs', app, () => openApiOf(app));
  await app.init();
  app.flushLogs();
  // JSON and NDJSON are the only things that are read; anything else is a 415 before anybody looks at it.
  server.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded']);
  return app;
};
