import { Body, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiParam, ApiProperty, ApiResponse } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import {
  DomainError,
  ReactionControl,
  ReactionControlError,
  type ReactionStatus,
  reactionStatuses,
  type ReadStore,
  SignsOfLife,
} from '../../event-sourcing/core.js';
import { READ_STORE } from '../../event-sourcing/nest.js';
import { maskedFailure } from '../access/failure-masks.js';
import { Personal } from '../access/personal.decorator.js';
import { nameOf, principalOf } from '../access/principal.js';
import { CLOCK } from '../tokens.js';
import { Text } from './fields.decorator.js';
import { Documented } from './operation.decorator.js';
import { Answers, QueryController } from './query-route.decorator.js';

class ReactionAnswer {
  @ApiProperty()
  readonly name: string;

  @ApiProperty({
    enum: ['reaction', 'timer'],
    description: 'Whether events or the passing of time make it send commands',
  })
  readonly kind: ReactionStatus['kind'];

  @ApiProperty({ description: 'live, catching-up, stopped at an event that it can’t get past, or idle' })
  readonly state: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly position: string | null;

  @Personal(maskedFailure)
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description:
      'The event that stopped it, or whose command is being tried again: stream, revision, position, type, and the error, ' +
      'which is what is masked of it',
  })
  readonly failure: object | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'The events that it was told to go on without: position, by whom, and when',
  })
  readonly skips: readonly object[];
}

class ReactionList {
  @ApiProperty({ type: [ReactionAnswer] })
  readonly items: readonly ReactionAnswer[];
}

class ReactionSkipBody {
  @Text({ max: 100, description: 'Of the event that stopped the reaction, as its failure names it' })
  position: string;
}

class ReactionControlAnswer {
  @ApiProperty()
  readonly name: string;
}

/** How reactions and timers fare, for operators. */
@QueryController('reactions', 'crm:admin', { 'reaction-not-stopped': 409 })
export class ReactionsController {
  private readonly signs = new SignsOfLife();

  constructor(
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  @Answers(ReactionList, {
    id: 'listReactions',
    summary: 'List reactions and timers',
    about:
      'Every reaction and timer: its state, how far it has come, and what stopped it. Whether the process that ran it was ' +
      'killed is seen by watching: an answer may take as long as a lease lasts, 5 seconds.',
  })
  async list(): Promise<ReactionList> {
    const statuses = await reactionStatuses(this.readStore, this.signs);
    return {
      items: statuses.map(({ position = null, failure = null, ...status }) => ({
        ...status,
        position,
        failure,
      })),
    };
  }

  /** Has a reaction go on, for good, without the event that stopped it; who decided so is recorded. */
  @Post(':name/skips')
  @Documented({
    id: 'skipReactionEvent',
    summary: 'Skip the event that stopped a reaction or a timer',
    about:
      'Has the reaction go on, for good, without the event that stopped it; a timer, without the commands that the event ' +
      'made due. Who decided so is recorded. Refuses when it is not stopped at that position.',
    refuses: {
      'invalid-request': 400,
      'malformed-request': 400,
      'reaction-not-stopped': 409,
      'body-too-large': 413,
      'unsupported-media-type': 415,
    },
  })
  @HttpCode(202)
  @ApiParam({ name: 'name', schema: { type: 'string' }, example: 'deal-orders' })
  @ApiResponse({ status: 202, type: ReactionControlAnswer, description: 'Asked for' })
  async skip(
    @Param('name') name: string,
    @Body() { position }: ReactionSkipBody,
    @Req() request: FastifyRequest,
  ): Promise<ReactionControlAnswer> {
    try {
      await new ReactionControl(this.readStore, this.now).skip(name, position, nameOf(principalOf(request)));
    } catch (error) {
      if (!(error instanceof ReactionControlError)) throw error;
      throw new DomainError('reaction-not-stopped', error.message);
    }
    return { name };
  }
}
