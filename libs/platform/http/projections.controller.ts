import { Body, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiParam, ApiProperty, ApiResponse } from '@nestjs/swagger';
import {
  DomainError,
  type EventStore,
  ProjectionControl,
  ProjectionControlError,
  type ProjectionStatus,
  projectionStatuses,
  type ReadStore,
} from '../../event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../event-sourcing/nest.js';
import { CLOCK } from '../tokens.js';
import { Text } from './fields.decorator.js';
import { Answers, QueryController } from './query-route.decorator.js';

class LagAnswer {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Events that the projection has not seen' })
  readonly events: number;

  @ApiProperty({ description: 'False: there are at least so many' })
  readonly exact: boolean;

  @ApiProperty({ description: 'How long ago the first of them was recorded, in seconds' })
  readonly seconds: number;
}

class ProjectionAnswer {
  @ApiProperty()
  readonly name: string;

  @ApiProperty({ type: 'integer' })
  readonly version: number;

  @ApiProperty({ type: 'integer' })
  readonly build: number;

  @ApiProperty({ enum: ['active', 'next', 'retired'] })
  readonly role: ProjectionStatus['role'];

  @ApiProperty({ description: 'live, catching-up, stopped at an event it can’t digest, or idle' })
  readonly state: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly position: string | null;

  @ApiProperty({ type: LagAnswer })
  readonly lag: LagAnswer;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The event that stopped it',
  })
  readonly failure: object | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why the read store refuses what it is to write; it is tried again',
  })
  readonly refusal: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'What an operator should know about it' })
  readonly remark: string | null;
}

class ProjectionList {
  @ApiProperty({ type: [ProjectionAnswer] })
  readonly items: readonly ProjectionAnswer[];
}

class SkipBody {
  @Text({ max: 100, description: 'Of the event that stopped the projection, as its failure names it' })
  position: string;

  @Text({ max: 200, description: 'Who decided it, for the record' })
  by: string;
}

class ControlAnswer {
  @ApiProperty()
  readonly name: string;
}

/** How read models fare, for operators. */
@QueryController('projections', 'crm:admin', { 'projection-not-found': 404, 'projection-not-stopped': 409 })
export class ProjectionsController {
  private readonly control: ProjectionControl;

  constructor(
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {
    this.control = new ProjectionControl(readStore, now);
  }

  @Answers(ProjectionList)
  async list(): Promise<ProjectionList> {
    const { eventStore, readStore, now } = this;
    const statuses = await projectionStatuses({ eventStore, readStore, now });
    return {
      items: statuses.map(
        ({ name, version, build, role, state, position, lag, failure, refusal, remark }) => ({
          name,
          version,
          build,
          role,
          state,
          position: position ?? null,
          lag,
          failure: failure ?? null,
          refusal: refusal ?? null,
          remark: remark ?? null,
        }),
      ),
    };
  }

  /** Asks for a projection to be built anew beside the one that serves; the process that runs it does the work. */
  @Post(':name/rebuilds')
  @HttpCode(202)
  @ApiParam({ name: 'name', schema: { type: 'string' } })
  @ApiResponse({ status: 202, type: ControlAnswer })
  async rebuild(@Param('name') name: string): Promise<ControlAnswer> {
    try {
      await this.control.rebuild(name);
    } catch (error) {
      if (!(error instanceof ProjectionControlError)) throw error;
      throw new DomainError('projection-not-found', error.message);
    }
    return { name };
  }

  /** Has a projection go on, for good, without the event that stopped it; who decided so is recorded. */
  @Post(':name/skips')
  @HttpCode(202)
  @ApiParam({ name: 'name', schema: { type: 'string' } })
  @ApiResponse({ status: 202, type: ControlAnswer })
  async skip(@Param('name') name: string, @Body() { position, by }: SkipBody): Promise<ControlAnswer> {
    try {
      await this.control.skip(name, position, by);
    } catch (error) {
      if (!(error instanceof ProjectionControlError)) throw error;
      throw new DomainError('projection-not-stopped', error.message);
    }
    return { name };
  }
}
