import { Get, Headers, Inject, Query, Res, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProduces,
  type ApiPropertyOptions,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Position } from '../event-sourcing/core.js';
import {
  Answers,
  DocumentedQuery,
  CLOCK,
  extendedAnswer,
  Id,
  InstantOrDay,
  JSON_TYPE,
  MinPosition,
  NDJSON,
  PageQuery,
  preferred,
  problemsOfShowing,
  QueryController,
  Serves,
  Shows,
  StreamedItems,
  logProblems,
} from '../platform/index.js';
import {
  HistoryAnswer,
  HistoryEventAnswer,
  historyEventAnswer,
  StateAnswer,
  StreamStateAnswer,
} from './audit.answers.js';
import { type AuditErrorCode } from './audit.errors.js';
import { AuditTrail } from './audit-trail.js';
import { type HistoricalEvent } from './customer-history.js';

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

async function* answersOf(events: AsyncIterable<HistoricalEvent>): AsyncGenerator<HistoryEventAnswer> {
  for await (const event of events) yield historyEventAnswer(event);
}

/** The controller that answers with a list of streams for each of these names of contexts. */
export const auditQueryController = (names: readonly string[]): Type => {
  const list: ApiPropertyOptions = { type: [StreamStateAnswer] };
  const Answer = extendedAnswer(StateAnswer, Object.fromEntries(names.map((name) => [name, list])));

  @QueryController('audit/customers', 'crm:audit', problems)
  class AuditQueryController {
    constructor(
      private readonly trail: AuditTrail,
      @Inject(CLOCK) private readonly now: () => Date,
    ) {}

    @Get(':id/history')
    @Serves(JSON_TYPE, NDJSON)
    @DocumentedQuery({
      id: 'getHistory',
      summary: 'Get a customer’s history',
      about:
        'Every event over all the customer’s streams, in the order of the log, read from the log itself: a page in JSON, the whole as NDJSON. Refuses when there is no such customer.',
      paged: true,
      refuses: { ...problems, ...logProblems, ...problemsOfShowing(HistoryAnswer) },
    })
    @ApiProduces(JSON_TYPE, NDJSON)
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
    @Shows(HistoryAnswer, true)
    async history(
      @Id() id: string,
      @Query() { limit, cursor }: PageQuery,
      @Headers('accept') accept: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
      @MinPosition() minPosition?: Position,
    ): Promise<HistoryAnswer | StreamedItems> {
      void reply.header('Vary', 'Accept');
      if (preferred(accept, [JSON_TYPE, NDJSON]) === NDJSON) {
        const { events, completeTo } = await this.trail.whole(id, minPosition);
        void reply.header('Dossier-Complete-To', completeTo ?? '');
        return new StreamedItems(HistoryEventAnswer, answersOf(events));
      }
      const { events, completeTo, ...rest } = await this.trail.page(id, { limit, cursor }, minPosition);
      void reply.header('Dossier-Complete-To', completeTo ?? '');
      return { items: events.map(historyEventAnswer), ...rest, completeTo };
    }

    @Answers(Answer, {
      path: ':id/state',
      id: 'getState',
      summary: 'Get a customer’s state as of a time',
      about:
        'The customer with its streams in every context, as it stood at a time, as it was known at a time. Refuses when there is no such customer.',
      refuses: { ...problems, ...logProblems },
    })
    async state(
      @Id() id: string,
      @Query() query: StateQuery,
      @MinPosition() minPosition?: Position,
    ): Promise<StateAnswer> {
      const instant = (text: string | undefined) =>
        (text === undefined ? this.now() : new Date(text)).toISOString();
      const times = { at: instant(query.at), knownAt: instant(query.knownAt) };
      const { customer, streams, completeTo } = await this.trail.state(id, times, minPosition);
      return { customerId: id, ...times, completeTo, customer, ...streams };
    }
  }
  return AuditQueryController;
};
