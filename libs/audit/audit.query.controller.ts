import { Headers, Inject, Query, Res, type Type } from '@nestjs/common';
import { type ApiPropertyOptions } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Position } from '../event-sourcing/core.js';
import {
  Answers,
  CLOCK,
  extendedAnswer,
  Id,
  InstantOrDay,
  logProblems,
  MinPosition,
  PageQuery,
  QueryController,
  type StreamedItems,
} from '../platform/index.js';
import { type HistoryAnswer, StateAnswer, StreamStateAnswer } from './audit.answers.js';
import { type AuditErrorCode } from './audit.errors.js';
import { AuditTrail } from './audit-trail.js';
import { Histories, historyAnswer } from './history.route.js';

const problems = { 'customer-not-found': 404 } satisfies Partial<Record<AuditErrorCode, number>>;

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

    @Histories({
      id: 'getHistory',
      summary: 'Get a customer’s history',
      about:
        'Every event over all the customer’s streams, in the order of the log, read from the log itself: a page in JSON, the whole as NDJSON. Refuses when there is no such customer.',
      ofCustomer: true,
      refuses: problems,
    })
    async history(
      @Id() id: string,
      @Query() { limit, cursor }: PageQuery,
      @Headers('accept') accept: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
      @MinPosition() minPosition?: Position,
    ): Promise<HistoryAnswer | StreamedItems> {
      const history = {
        whole: () => this.trail.whole(id, minPosition),
        page: () => this.trail.page(id, { limit, cursor }, minPosition),
      };
      return historyAnswer(history, accept, reply);
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
      const { customer, streams, logPosition } = await this.trail.state(id, times, minPosition);
      return {
        customerId: id,
        ...times,
        ...(logPosition === undefined ? {} : { logPosition }),
        customer,
        ...streams,
      };
    }
  }
  return AuditQueryController;
};
