import { Body, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import {
  DomainError,
  type EventFailure,
  listRefusals,
  ReactionControl,
  ReactionControlError,
  type ReactionStatus,
  reactionStatuses,
  type ReadStore,
  type RefusedCommand,
  type RefusedEvent,
  SignsOfLife,
} from '../../event-sourcing/core.js';
import { READ_STORE } from '../../event-sourcing/nest.js';
import { maskedFailure } from '../access/failure-masks.js';
import { Personal } from '../access/personal.decorator.js';
import { nameOf, principalOf } from '../access/principal.js';
import { type BoundedContext, ofAll } from '../bounded-context.js';
import { CLOCK, CONTEXTS } from '../tokens.js';
import { ControlAnswer, Controls, SkipBody } from './control-route.decorator.js';
import { Text } from './fields.decorator.js';
import { PageQuery } from './page-query.js';
import { Answers, QueryController } from './query-route.decorator.js';

/** How a reaction or a timer fares. */
export class ReactionAnswer {
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
  readonly failure: EventFailure | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'The events that it was told to go on without: position, by whom, and when',
  })
  readonly skips: readonly object[];
}

export class ReactionList {
  @ApiProperty({ type: [ReactionAnswer] })
  readonly items: readonly ReactionAnswer[];
}

class RefusedEventAnswer implements RefusedEvent {
  @ApiProperty()
  readonly type: string;

  @ApiProperty()
  readonly stream: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly revision: number;

  @ApiProperty()
  readonly position: string;
}

class RefusedCommandAnswer implements RefusedCommand {
  @ApiProperty()
  readonly type: string;

  @ApiProperty({ description: 'Of what the command was for' })
  readonly id: string;
}

/** A command of a reaction that was refused: nothing was appended. */
export class RefusalAnswer {
  @ApiProperty({ description: 'The reaction or timer that sent it' })
  readonly reaction: string;

  @ApiProperty({ type: RefusedEventAnswer, description: 'What the reaction answered' })
  readonly event: RefusedEventAnswer;

  @ApiProperty({ type: RefusedCommandAnswer })
  readonly command: RefusedCommandAnswer;

  @ApiProperty({ description: 'The code with which the rules refused it' })
  readonly code: string;

  @Personal('text')
  @ApiProperty({ description: 'The words of the rules' })
  readonly detail: string;

  @ApiProperty({ format: 'date-time', description: 'When it was refused last' })
  readonly refusedAt: string;
}

export class RefusalList {
  @ApiProperty({ type: [RefusalAnswer] })
  readonly items: readonly RefusalAnswer[];

  @ApiPropertyOptional({ description: 'Where the next page begins; absent on the last' })
  readonly nextCursor?: string;
}

class RefusalsQuery extends PageQuery {
  @Text({ max: 100, optional: true, description: 'Name of the reaction or timer' })
  readonly reaction?: string;
}

/** How reactions and timers fare, for operators. */
@QueryController('reactions', 'crm:admin', { 'reaction-not-found': 404, 'reaction-not-stopped': 409 })
export class ReactionsController {
  private readonly signs = new SignsOfLife();

  constructor(
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(CLOCK) private readonly now: () => Date,
    @Inject(CONTEXTS) private readonly contexts: readonly BoundedContext[],
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

  @Answers(RefusalList, {
    path: 'refusals',
    id: 'listReactionRefusals',
    summary: 'List what was refused to reactions and timers',
    about:
      'Commands of reactions and timers that the rules refused, and those that timers skipped because it was too late, in the ' +
      'order of the events. Nothing was changed by them; putting the cause right is up to people. Refuses when there is no ' +
      'reaction or timer of that name.',
    paged: true,
    refuses: { 'reaction-not-found': 404 },
  })
  async refusals(@Query() { reaction, limit, cursor }: RefusalsQuery): Promise<RefusalList> {
    this.assertKnown(reaction);
    const { items, nextCursor } = await listRefusals(this.readStore, reaction, { limit, cursor });
    return {
      items: items.map(({ reaction: name, event, command, code, detail, refusedAt }) => ({
        ...{ reaction: name, event, command, code, detail, refusedAt },
      })),
      ...(nextCursor === undefined ? {} : { nextCursor }),
    };
  }

  private assertKnown(reaction: string | undefined): void {
    const names = [
      ...ofAll(this.contexts, ({ reactions }) => reactions),
      ...ofAll(this.contexts, ({ timers }) => timers),
    ].map(({ name }) => name);
    if (reaction !== undefined && !names.includes(reaction))
      throw new DomainError(
        'reaction-not-found',
        `there is no reaction or timer ${reaction}; there is ${names.join(', ')}`,
      );
  }

  /** Has a reaction go on, for good, without the event that stopped it; who decided so is recorded. */
  @Controls(':name/skips', {
    id: 'skipReactionEvent',
    summary: 'Skip the event that stopped a reaction or a timer',
    about:
      'Has the reaction go on, for good, without the event that stopped it; a timer, without the commands that the event ' +
      'made due. Who decided so is recorded. Refuses when it is not stopped at that position.',
    refuses: { 'reaction-not-stopped': 409 },
    name: 'deal-orders',
    body: { type: SkipBody, example: { position: '0000000000004711' } },
  })
  async skip(
    @Param('name') name: string,
    @Body() { position }: SkipBody,
    @Req() request: FastifyRequest,
  ): Promise<ControlAnswer> {
    try {
      await new ReactionControl(this.readStore, this.now).skip(name, position, nameOf(principalOf(request)));
    } catch (error) {
      if (!(error instanceof ReactionControlError)) throw error;
      throw new DomainError('reaction-not-stopped', error.message);
    }
    return { name };
  }
}
