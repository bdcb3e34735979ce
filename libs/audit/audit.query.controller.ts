import { Get, Headers, Inject, Query, Res, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExtraModels, ApiProduces, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { type Position } from '../event-sourcing/core.js';
import {
  Answers,
  CLOCK,
  Id,
  InstantOrDay,
  MinPosition,
  PageQuery,
  QueryController,
} from '../platform/index.js';
import { HistoryAnswer, HistoryEventAnswer, historyEventAnswer, StateAnswer } from './audit.answers.js';
import { type AuditErrorCode } from './audit.errors.js';
import { GetHistory, GetState, StreamHistory } from './audit.query.js';
import { type HistoricalEvent } from './customer-history.js';

const NDJSON = 'application/x-ndjson';

const problems = { 'customer-not-found': 404 } satisfies Record<AuditErrorCode, number>;

export class StateQuery {
  @InstantOrDay({
    optional: true,
    description: 'As it stood at this time, or at the end of this day (UTC); now when absent',
  })
  readonly at?: string;

  @InstantOrDay({
    optional: true,
    description: 'As it was known at this time, or at the end of this day (UTC); now when absent',
  })
  readonly knownAt?: string;
}

async function* linesOf(events: AsyncIterable<HistoricalEvent>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(historyEventAnswer(event))}\n`;
}

@QueryController('audit/customers', 'crm:audit', problems)
export class AuditQueryController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  /** Every event over all the customer's streams, in the order of the log; as NDJSON the whole of it, unpaged. */
  @Get(':id/history')
  @ApiProduces('application/json', NDJSON)
  @ApiExtraModels(HistoryAnswer, HistoryEventAnswer)
  @ApiResponse({
    status: 200,
    description: 'A page in JSON, or the whole history as NDJSON, one event a line',
    headers: {
      'Dossier-Complete-To': { schema: { type: 'string' }, description: 'Complete up to this position' },
    },
    content: {
      'application/json': { schema: { $ref: getSchemaPath(HistoryAnswer) } },
      [NDJSON]: { schema: { type: 'string' } },
    },
  })
  async history(
    @Id() id: string,
    @Query() { limit, cursor }: PageQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
    @MinPosition() minPosition?: Position,
  ): Promise<HistoryAnswer | StreamableFile> {
    if (accept?.includes(NDJSON)) {
      const { events, completeTo } = await this.queries.execute(new StreamHistory(id, minPosition));
      void reply.header('Dossier-Complete-To', completeTo ?? '');
      return new StreamableFile(Readable.from(linesOf(events)), { type: NDJSON });
    }
    const page = await this.queries.execute(new GetHistory(id, limit, cursor, minPosition));
    void reply.header('Dossier-Complete-To', page.completeTo ?? '');
    return page;
  }

  /** The customer with its deals and orders, as of a time, as known at a time. */
  @Answers(StateAnswer, ':id/state')
  state(
    @Id() id: string,
    @Query() { at, knownAt }: StateQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<StateAnswer> {
    const instant = (text: string | undefined) =>
      (text === undefined ? this.now() : new Date(text)).toISOString();
    return this.queries.execute(new GetState(id, instant(at), instant(knownAt), minPosition));
  }
}
