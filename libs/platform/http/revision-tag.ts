import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { seesPersonalData } from '../access/principal.js';
import { InvalidRequestError } from '../commands/validation.js';

/**
 * A revision as `ETag` gives it and `If-Match` takes it; the quotes may be left out, and what follows a dash is not looked
 * at. `*`: any.
 */
export const REVISION_TAG = /^(?:\*|"?([0-9]{1,15})(?:-[\w-]{1,64})?"?)$/;

/** The revision that a command asks for by `If-Match`. @throws InvalidRequestError when it is none */
export const revisionIn = (tag: string): number | 'any' => {
  const [whole, revision] = REVISION_TAG.exec(tag) ?? [];
  if (whole === '*') return 'any';
  if (revision !== undefined) return Number(revision);
  throw new InvalidRequestError([
    {
      field: 'If-Match',
      message: 'the header If-Match must be a revision in quotes, such as "3", or * for any',
    },
  ]);
};

/** An answer about one thing that is kept as a stream. */
export interface Revised {
  /** Of the last event of its stream that the answer knows. */
  readonly revision: number;
}

/** What an answer depends on: the events of its own stream alone, or those of other streams too. */
export type TaggedBy = 'revision' | 'content';

/** A masked answer isn't the answer that others get at this revision: whoever may see more now is sent it. */
const tagOf = (answer: Revised, by: TaggedBy, masked: boolean): string => {
  const revision = `${answer.revision}`;
  if (by === 'revision') return masked ? `"${revision}-masked"` : `"${revision}"`;
  const digest = createHash('sha256').update(JSON.stringify(answer)).digest('base64url');
  return `"${revision}-${digest.slice(0, 22)}"`;
};

/** Weak comparison (RFC 9110): what a proxy has made of the tag is the same tag. */
const isIn = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.trim() === '*' ||
  ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);

/** Whether the caller has this answer already, by the `If-None-Match` of the request. */
export const isNotModified = (request: FastifyRequest, answer: unknown, by: TaggedBy): boolean => {
  const known = request.headers['if-none-match'];
  return known !== undefined && isIn(known, tagOf(answer as Revised, by, !seesPersonalData(request)));
};

/**
 * Gives an answer an `ETag` that begins with its revision, and answers 304 to an `If-None-Match` that has it. Where other
 * streams change the answer too, the tag also has a digest of it: an unchanged tag means an unchanged answer.
 */
export class RevisionTagInterceptor<Answer extends Revised> implements NestInterceptor<
  Answer,
  Answer | undefined
> {
  constructor(private readonly by: TaggedBy) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer | undefined> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((answer) => {
        const reply = http.getResponse<FastifyReply>();
        const request = http.getRequest<FastifyRequest>();
        const tag = tagOf(answer, this.by, !seesPersonalData(request));
        void reply.header('ETag', tag);
        const known = request.headers['if-none-match'];
        if (known === undefined || !isIn(known, tag)) return answer;
        void reply.status(304);
        return undefined;
      }),
    );
  }
}
