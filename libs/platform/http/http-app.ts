import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { problemOf, ProblemFilter, sendProblem } from './problem.filter.js';
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
  closeBodies(
    SwaggerModule.createDocument(
      app,
      new DocumentBuilder()
        .setTitle('Dossier')
        .setDescription('An event-sourced CRM service: commands in, read models, analytics and audit out.')
        .setVersion('1')
        .build(),
    ),
  );

/**
 * The HTTP service that a module describes, with everything that is the same for all: validation, problem documents,
 * the OpenAPI page at `/docs` (the document itself at `/docs-json`). Not yet listening.
 */
export const createHttpApp = async (module: Type | DynamicModule): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: ['error', 'warn'],
  });
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter({}));
  app.enableShutdownHooks();
  SwaggerModule.setup('docs', app, () => openApiOf(app));
  await app.init();
  adapter.getInstance().setErrorHandler((error, _request, reply) => {
    sendProblem(reply, problemOf(error, {}));
  });
  return app;
};
