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

/** Gives a page that is not the last the header `Link: <…>; rel="next"` (RFC 8288). */
export class NextLinkInterceptor<Answer extends object> implements NestInterceptor<Answer, Answer> {
  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      tap((answer: Answer & { readonly nextCursor?: string }) => {
        if (answer.nextCursor === undefined) return;
        const { url } = http.getRequest<FastifyRequest>();
        void http
          .getResponse<FastifyReply>()
          .header('Link', `<${nextOf(url, answer.nextCursor)}>; rel="next"`);
      }),
    );
  }
}
