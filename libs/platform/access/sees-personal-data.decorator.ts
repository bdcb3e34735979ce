import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { seesPersonalData } from './principal.js';

/** Injects whether personal data is shown to the caller. */
export const SeesPersonalData = createParamDecorator((_: unknown, context: ExecutionContext): boolean =>
  seesPersonalData(context.switchToHttp().getRequest<FastifyRequest>()),
);
