import { Headers, Query, Res, type Type } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import {
  type BoundedContext,
  Id,
  PageQuery,
  QueryController,
  type StreamedItems,
} from '../platform/index.js';
import { type HistoryAnswer } from './audit.answers.js';
import { type AuditErrorCode } from './audit.errors.js';
import { AuditTrail } from './audit-trail.js';
import { Histories, historyAnswer } from './history.route.js';

const problems = { 'nothing-recorded': 404 } satisfies Partial<Record<AuditErrorCode, number>>;

const inPascalCase = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The controller at `/v1/audit/<name of the context>` for the histories of a context's streams, with or without a customer. */
export const streamHistoryController = ({ name, deciders = [] }: BoundedContext): Type => {
  const categories = deciders.map(({ category }) => category);
  // Where streams of several kinds share a path, no kind names it.
  const subject = categories.length === 1 ? (categories[0] ?? name) : `${name}-stream`;

  @QueryController(`audit/${name}`, 'crm:audit', problems)
  class StreamHistoryController {
    constructor(private readonly trail: AuditTrail) {}

    @Histories({
      id: `get${inPascalCase(subject)}History`,
      summary: `Get ${subject.replaceAll('-', ' ')} history`,
      about:
        `Every event of the stream with this id (${categories.join(', ')}), with or without a customer, read from the log ` +
        'itself: a page in JSON, the whole as NDJSON. Refuses when nothing is recorded under the id.',
      refuses: problems,
    })
    history(
      @Id() id: string,
      @Query() { limit, cursor }: PageQuery,
      @Headers('accept') accept: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<HistoryAnswer | StreamedItems> {
      const history = {
        whole: () => this.trail.wholeOf(categories, id),
        page: () => this.trail.pageOf(categories, id, { limit, cursor }),
      };
      return historyAnswer(history, accept, reply);
    }
  }
  return StreamHistoryController;
};
