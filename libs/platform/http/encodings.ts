import { isUtf8 } from 'node:buffer';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BadRequestException } from '@nestjs/common';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { holdsFewEnough, TOO_MANY_VALUES } from '../commands/json-bounds.js';
import { InvalidRequestError } from '../commands/validation.js';
import { problem } from './problem.document.js';
import { sendProblem } from './problem.filter.js';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;

/** Why a body can't be read as UTF-8 text; undefined when its headers promise that it can. */
const foreign = ({ headers }: FastifyRequest): string | undefined => {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity')
    return `bodies are taken as they are, without a Content-Encoding; this one has ${encoding}`;
  const charset = CHARSET.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  return charset === 'utf-8' || charset === 'utf8' ? undefined : `bodies are UTF-8; this one is ${charset}`;
};

/** Answers a body that is no plain UTF-8 by its headers with 415, before it is read. Called before any route is registered. */
export const refuseEncodings = (server: FastifyInstance): void => {
  server.addHook('onRequest', (request, reply, done) => {
    const why = foreign(request);
    if (why === undefined) {
      done();
      return;
    }
    void reply.header('Accept-Encoding', 'identity');
    sendProblem(reply, problem(415, 'unsupported-media-type', why));
  });
};

/**
 * Has JSON bodies read as UTF-8, refused where they are not, and counted before anything is made of them. Called before
 * the app is initialised.
 */
export const readJsonBodies = (app: NestFastifyApplication, bodyLimit: number): void => {
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  const parse = server.getDefaultJsonParser('error', 'error');
  app.useBodyParser('application/json', { bodyLimit }, (request: FastifyRequest, body: Buffer, done) => {
    if (!isUtf8(body)) {
      done(new BadRequestException('the body is not UTF-8'));
      return;
    }
    const text = body.toString('utf8');
    if (holdsFewEnough(text)) void parse(request, text, done);
    else done(new InvalidRequestError([TOO_MANY_VALUES]));
  });
};
