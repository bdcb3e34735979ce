import { Body, Controller, HttpCode, Inject, Post, Req, SetMetadata, UseFilters } from '@nestjs/common';
import { ApiBody, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { CommandEngine } from '../../event-sourcing/core.js';
import { Text } from '../http/fields.decorator.js';
import { Documented, logProblems } from '../http/operation.decorator.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { CLOCK } from '../tokens.js';
import { actorOf, principalOf } from './principal.js';
import { revokeToken } from './revoke-token.js';
import { SCOPE, type Scope } from './scopes.js';

class RevocationBody {
  @Text({ max: 200, description: 'The token’s own id (`jti`), as `dossier token --json` prints it' })
  readonly tokenId: string;
}

class RevocationAnswer {
  @ApiProperty()
  readonly tokenId: string;

  @ApiProperty({ enum: ['revoked', 'unchanged'], description: 'unchanged: it was revoked already' })
  readonly outcome: 'revoked' | 'unchanged';
}

/** Ends tokens before they expire. */
@Controller('v1/tokens')
@ApiTags('tokens')
@SetMetadata(SCOPE, 'crm:admin' satisfies Scope)
@UseFilters(new ProblemFilter({}))
export class TokensController {
  constructor(
    private readonly engine: CommandEngine,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  @Post('revocations')
  @HttpCode(200)
  @Documented({
    id: 'revokeToken',
    summary: 'Revoke a token',
    about: 'No process accepts the token from 5 seconds later at the latest. It can’t be taken back.',
    refuses: {
      'invalid-request': 400,
      'malformed-request': 400,
      'not-acceptable': 406,
      'too-much-contention': 409,
      'body-too-large': 413,
      'unsupported-media-type': 415,
      ...logProblems,
      'storage-full': 507,
      unavailable: 503,
    },
  })
  @ApiBody({
    type: RevocationBody,
    examples: { example: { value: { tokenId: '0d9c5f0e-5a3c-4c6f-8f0d-2f2b4f0a9b11' } } },
  })
  @ApiResponse({ status: 200, type: RevocationAnswer, description: 'Revoked' })
  async revoke(
    @Body() { tokenId }: RevocationBody,
    @Req() request: FastifyRequest,
  ): Promise<RevocationAnswer> {
    const outcome = await revokeToken(this.engine, tokenId, actorOf(principalOf(request)), this.now());
    return { tokenId, outcome };
  }
}
