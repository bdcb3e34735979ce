import { randomUUID } from 'node:crypto';
import { Body, Inject, Param, Req } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import {
  DomainError,
  type EventStore,
  DEFAULT_SAMPLE,
  type EventFailure,
  ProjectionControl,
  ProjectionControlError,
  type ProjectionStatus,
  projectionStatuses,
  type ReadStore,
  SignsOfLife,
  type Verification,
  type VerificationProgress,
} from '../../event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../event-sourcing/nest.js';
import { maskedFailure, maskedVerification } from '../access/failure-masks.js';
import { Personal } from '../access/personal.decorator.js';
import { nameOf, principalOf } from '../access/principal.js';
import { CLOCK } from '../tokens.js';
import { ControlAnswer, Controls, SkipBody } from './control-route.decorator.js';
import { Flag, Whole } from './fields.decorator.js';
import { Answers, QueryController } from './query-route.decorator.js';

class LagAnswer {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Events that the projection has not seen' })
  readonly events: number;

  @ApiProperty({ description: 'False: there are at least so many' })
  readonly exact: boolean;

  @ApiProperty({ description: 'How long ago the first of them was recorded, in seconds' })
  readonly seconds: number;
}

/** How one build of a projection fares. */
export class ProjectionAnswer {
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

  @Personal(maskedFailure)
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The event that stopped it, and the error, which is what is masked of it',
  })
  readonly failure: EventFailure | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why the read store refuses what it is to write; it is tried again',
  })
  readonly refusal: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'What an operator should know about it' })
  readonly remark: string | null;

  @Personal(maskedVerification)
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description:
      'How its documents compared with the log last: how many were compared, how many differ and the first 100 of them, ' +
      'each by its id and the first field that differs. Of an event that the log can’t be folded past, the error is what is masked',
  })
  readonly verification: Verification | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'How far a comparison that was asked for has come',
  })
  readonly verifying: VerificationProgress | null;
}

export class ProjectionList {
  @ApiProperty({ type: [ProjectionAnswer] })
  readonly items: readonly ProjectionAnswer[];
}

class VerificationBody {
  @Whole({
    min: 1,
    max: 10_000,
    optional: true,
    description: 'How many documents, drawn at random; 1,000 when absent',
  })
  sample?: number;

  @Flag({
    optional: true,
    description: 'Compare every document; the log is read several times where there are many',
  })
  all?: boolean;
}

export class VerificationAnswer {
  @ApiProperty()
  readonly name: string;

  @ApiProperty({
    format: 'uuid',
    description: 'The status’ verification has it as `request` once it is answered',
  })
  readonly request: string;
}

/** How read models fare, for operators. */
@QueryController('projections', 'crm:admin', { 'projection-not-found': 404, 'projection-not-stopped': 409 })
export class ProjectionsController {
  private readonly control: ProjectionControl;
  private readonly signs = new SignsOfLife();

  constructor(
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {
    this.control = new ProjectionControl(readStore, now);
  }

  @Answers(ProjectionList, {
    id: 'listProjections',
    summary: 'List projections',
    about:
      'Every build of every projection: its state, how far it lags behind the log, and what stopped it. Whether the process ' +
      'that ran it was killed is seen by watching: an answer may take as long as a lease lasts, 5 seconds.',
  })
  async list(): Promise<ProjectionList> {
    const { eventStore, readStore, now, signs } = this;
    const statuses = await projectionStatuses({ eventStore, readStore, now, signs });
    return {
      items: statuses.map(({ name, version, build, role, state, position, lag, ...more }) => ({
        name,
        version,
        build,
        role,
        state,
        position: position ?? null,
        lag,
        failure: more.failure ?? null,
        refusal: more.refusal ?? null,
        remark: more.remark ?? null,
        verification: more.verification ?? null,
        verifying: more.verifying ?? null,
      })),
    };
  }

  /** Asks for a projection to be built anew beside the one that serves; the process that runs it does the work. */
  @Controls(':name/rebuilds', {
    id: 'rebuildProjection',
    summary: 'Rebuild a projection',
    about:
      'Asks for the projection to be built anew beside the one that serves. The process that runs it does the work, and ' +
      'switches over when the new one has caught up. Refuses when there is no such projection.',
    refuses: { 'projection-not-found': 404 },
    name: 'deals',
  })
  async rebuild(@Param('name') name: string): Promise<ControlAnswer> {
    try {
      await this.control.rebuild(name);
    } catch (error) {
      if (!(error instanceof ProjectionControlError)) throw error;
      throw new DomainError('projection-not-found', error.message);
    }
    return { name };
  }

  /** Has documents compared with the log; the process that runs the projection does the work. */
  @Controls(':name/verifications', {
    id: 'verifyProjection',
    summary: 'Compare a projection with the log',
    about:
      'Asks for documents of the projection to be folded from the log and compared with those stored, each at the position ' +
      'that it stands at. The process that runs it does the work, and what it finds stands in the list of projections. ' +
      'Refuses when there is no such projection.',
    refuses: { 'projection-not-found': 404 },
    name: 'deals',
    body: { type: VerificationBody, example: { sample: 500 } },
    answer: VerificationAnswer,
  })
  async verify(
    @Param('name') name: string,
    @Body() { sample = DEFAULT_SAMPLE, all = false }: VerificationBody,
  ): Promise<VerificationAnswer> {
    const request = randomUUID();
    try {
      await this.control.verify(name, { id: request, sample: all ? 'all' : sample });
    } catch (error) {
      if (!(error instanceof ProjectionControlError)) throw error;
      throw new DomainError('projection-not-found', error.message);
    }
    return { name, request };
  }

  /** Has a projection go on, for good, without the event that stopped it; who decided so is recorded. */
  @Controls(':name/skips', {
    id: 'skipProjectionEvent',
    summary: 'Skip the event that stopped a projection',
    about:
      'Has the projection go on, for good, without the event that stopped it; who decided so is recorded. Refuses when the ' +
      'projection is not stopped at that position.',
    refuses: { 'projection-not-stopped': 409 },
    name: 'deals',
    body: { type: SkipBody, example: { position: '0000000000004711' } },
  })
  async skip(
    @Param('name') name: string,
    @Body() { position }: SkipBody,
    @Req() request: FastifyRequest,
  ): Promise<ControlAnswer> {
    try {
      await this.control.skip(name, position, nameOf(principalOf(request)));
    } catch (error) {
      if (!(error instanceof ProjectionControlError)) throw error;
      throw new DomainError('projection-not-stopped', error.message);
    }
    return { name };
  }
}
