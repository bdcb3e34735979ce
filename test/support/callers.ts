import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { authenticate, type Principal } from '../../libs/platform/access/principal.js';
import { type Scope, scopes } from '../../libs/platform/access/scopes.js';
import { type BoundedContext } from '../../libs/platform/index.js';

const WITHOUT = 'x-without-scope';

/** The headers of a caller with every scope but this one. */
export const without = (scope: Scope): Readonly<Record<string, string>> => ({ [WITHOUT]: scope });

const caller = (withheld: unknown): Principal => ({
  subject: 'carol',
  client: 'back-office',
  scopes: new Set(scopes.filter((scope) => scope !== withheld)),
});

const guard: CanActivate = {
  canActivate: (context: ExecutionContext) => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const withheld = request.headers[WITHOUT];
    if (withheld !== undefined) authenticate(request, caller(withheld));
    return true;
  },
};

/** A context that lets callers say which scope they are without. */
export const callersContext: BoundedContext = {
  name: 'callers',
  queryHandlers: [{ provide: APP_GUARD, useValue: guard }],
};
