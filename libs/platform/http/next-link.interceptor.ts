import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';

/** The address of the request with another cursor, relative to the service. */
const nextOf = (url: string, cursor: string): string => {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
};

/** Sets the header `Link: <…>; rel="next"` (RFC 8288). */
export const linkNext = (request: FastifyRequest, reply: FastifyReply, cursor: string): void => {
  void reply.header('Link', `<${nextOf(request.url, cursor)}>; rel="next"`);
};

/** Gives a page that is not the last its header `Link`. */
export class NextLinkInterceptor<Answer extends object> implements NestInterceptor<Answer, Answer> {
  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      tap((answer: Answer & { readonly nextCursor?: string }) => {
        if (answer.nextCursor === undefined) return;
        linkNext(http.getRequest(), http.getResponse(), answer.nextCursor);
      }),
    );
  }
}
