import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { type CommandAccepted } from '../../event-sourcing/core.js';

/** Gives an accepted command's answer its `ETag`, and a creation its `Location`. */
@Injectable()
export class AcceptedInterceptor implements NestInterceptor<CommandAccepted, CommandAccepted> {
  intercept(context: ExecutionContext, next: CallHandler<CommandAccepted>): Observable<CommandAccepted> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((accepted) => {
        const reply = http.getResponse<FastifyReply>();
        void reply.header('ETag', `"${accepted.revision}"`);
        if (reply.statusCode === 201 && !reply.hasHeader('Location')) {
          const [path] = http.getRequest<FastifyRequest>().url.split('?');
          void reply.header('Location', `${path}/${accepted.id}`);
        }
        return accepted;
      }),
    );
  }
}

/** Tells by the answer of a `PUT` whether it created something: whatever begins a stream is its revision 0. */
export class PutInterceptor implements NestInterceptor<CommandAccepted, CommandAccepted> {
  constructor(private readonly location: string) {}

  intercept(context: ExecutionContext, next: CallHandler<CommandAccepted>): Observable<CommandAccepted> {
    return next.handle().pipe(
      map((accepted) => {
        const { id, revision, outcome } = accepted;
        if (revision === 0 && outcome !== 'unchanged') {
          const reply = context.switchToHttp().getResponse<FastifyReply>();
          void reply.status(201).header('Location', `${this.location}/${id}`);
        }
        return accepted;
      }),
    );
  }
}
