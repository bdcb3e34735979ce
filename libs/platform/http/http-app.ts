import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { COMMANDS_PATH, streamNdjsonBodies } from '../batch/ndjson-bodies.js';
import { beginning } from '../beginning.js';
import { refuseOtherMethods } from './allowed-methods.js';
import { linkCreations } from './openapi.links.js';
import { readJsonBodies, refuseEncodings } from './encodings.js';
import { ProblemFilter, problemOf, sendProblem } from './problem.filter.js';
import { nameRequests, REQUEST_ID, requestIdOf } from './request-id.js';
import { answerUnread } from './unread-requests.js';
import { RequestValidationPipe } from './validation.pipe.js';

/** The largest body taken, in bytes: as large as one append may be. */
const BODY_LIMIT = 1_048_576;

/** Request bodies refuse unknown fields, and the document says so. */
const closeBodies = (document: OpenAPIObject): OpenAPIObject => {
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    if (name.endsWith('Body') && !('$ref' in schema)) schema.additionalProperties = false;
  }
  return document;
};

const openApiOf = (app: NestFastifyApplication): OpenAPIObject =>
  linkCreations(
    closeBodies(
      SwaggerModule.createDocument(
        app,
        new DocumentBuilder()
          .setTitle('Dossier')
          .setDescription('An event-sourced CRM service: commands in, read models, analytics and audit out.')
          .setVersion('1')
          .build(),
      ),
    ),
  );

/**
 * The HTTP service that a module describes, with everything that is the same for all: validation, problem documents,
 * the OpenAPI page at `/docs` (the document itself at `/docs-json`). Not yet listening.
 */
export const createHttpApp = async (module: Type | DynamicModule): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: requestIdOf,
    // What fails before there is a route, such as a path that is no valid URL.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header(REQUEST_ID, request.id);
      sendProblem(reply, problemOf(error, {}, request.id));
    },
    // What isn't even HTTP; there is no reply to send it by.
    clientErrorHandler: (_error: Error, socket: Socket) => {
      answerUnread(socket, 400, 'malformed-request', 'this is no HTTP request');
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, beginning);
  const server = adapter.getInstance();
  nameRequests(server);
  refuseOtherMethods(server);
  streamNdjsonBodies(server, COMMANDS_PATH);
  refuseEncodings(server);
  readJsonBodies(app, BODY_LIMIT);
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter({}));
  SwaggerModule.setup('docs', app, () => openApiOf(app));
  await app.init();
  app.flushLogs();
  // JSON and NDJSON are the only things that are read; anything else is a 415 before anybody looks at it.
  server.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded']);
  return app;
};
