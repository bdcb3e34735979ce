import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  StreamableFile,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { Readable } from 'node:stream';
import { NDJSON } from '../batch/ndjson-lines.js';
import { AnswerInParts, type ListInParts } from '../http/answer-in-parts.js';
import { isNotModified, type TaggedBy } from '../http/revision-tag.js';
import { AccessRecorder, viewerOf } from './access-recorder.js';
import { customersIn, maskedAnswer } from './answer-plan.js';
import { fieldsOf } from './fields-of.js';
import { MaskedFieldError } from './masked-field.error.js';
import { personalParametersOf } from './personal.decorator.js';
import { PersonalData } from './personal-data.js';
import { principalOf, seesPersonalData } from './principal.js';
import { StreamedItems } from './streamed-items.js';

const SHOWN = 'dossier:shown';
const OPERATION = 'swagger/apiOperation';

interface Shown {
  readonly type: Type;
  /** The id in the path is that of the customer whom the answer is about. */
  readonly ofCustomer: boolean;
  /** By what its `ETag` is made; undefined: it has none. */
  readonly tagged: TaggedBy | undefined;
}

/** What is to be known of answers that are shown. */
export interface Showable {
  /** The id in the path is that of the customer whom the answer is about. */
  readonly ofCustomer?: true;
  /** It answers with one thing and its `revision`: by what the `ETag` is made. */
  readonly tagged?: TaggedBy;
}

/** The personal parameters of the queries that a handler takes. */
export const personalParameters = (prototype: object, handler: string | symbol) => {
  const classes = (Reflect.getMetadata('design:paramtypes', prototype, handler) ?? []) as readonly unknown[];
  return classes.flatMap((type) =>
    typeof type === 'function' ? [...personalParametersOf(type.prototype as object)] : [],
  );
};

/** An answer, or items of one, as they are shown. */
type Showing = (type: Type, answer: unknown) => unknown;

/**
 * Masks the personal data of answers for callers without `pii:read`, who can't look anything up by it either. Before others
 * are shown some, it is recorded.
 */
@Injectable()
export class MaskingInterceptor implements NestInterceptor {
  constructor(
    private readonly personal: PersonalData,
    private readonly recorder: AccessRecorder,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const shows = Reflect.getMetadata(SHOWN, context.getHandler()) as Shown;
    const sees = seesPersonalData(request);
    if (!sees) refuseMasked(request, context);
    const show: Showing = sees
      ? this.recording(request, context, shows)
      : (shown, answer) => maskedAnswer(shown, answer, this.personal);
    return next.handle().pipe(
      concatMap((answer: unknown): Promise<unknown> => {
        if (isStreamed(answer)) return sent(answer, show);
        if (isInParts(answer)) return shownInParts(answer, (part) => show(shows.type, part));
        return Promise.resolve(show(shows.type, answer));
      }),
    );
  }

  /** Shows everything once it is recorded; what the caller has already is not sent again, and so not recorded. */
  private recording(
    request: FastifyRequest,
    context: ExecutionContext,
    { ofCustomer, tagged }: Shown,
  ): Showing {
    const { id } = request.params as { readonly id?: string };
    const about = { [ofCustomer ? 'customer' : 'thing']: id?.toLowerCase() };
    const viewer = viewerOf(request, principalOf(request));
    const operation = operationOf(context);
    return async (type, answer) => {
      if (tagged !== undefined && isNotModified(request, answer, tagged)) return answer;
      const customerIds = customersIn(type, answer, about, this.personal);
      if (customerIds.length > 0) await this.recorder.record({ customerIds, operation }, viewer);
      return answer;
    };
  }
}

const operationOf = (context: ExecutionContext): string => {
  const handler = context.getHandler();
  const { operationId } = (Reflect.getMetadata(OPERATION, handler) ?? {}) as { operationId?: string };
  return operationId ?? handler.name;
};

const isStreamed = (answer: unknown): answer is StreamedItems => answer instanceof StreamedItems;
const isInParts = (answer: unknown): answer is AnswerInParts<object> => answer instanceof AnswerInParts;

/** How many items are shown, and recorded, at once. */
const CHUNK = 200;

const sent = async ({ type, items }: StreamedItems, show: Showing): Promise<StreamableFile> =>
  new StreamableFile(Readable.from(await begun(linesOf(items, (chunk) => show(type, chunk)))), {
    type: NDJSON,
  });

/** The answer with its head as it is shown, and each part of its lists shown, and recorded, before it is sent. */
const shownInParts = async (
  answer: AnswerInParts<object>,
  show: (part: object) => unknown,
): Promise<AnswerInParts<object>> => {
  const head = fieldsOf(await show(answer.head)) ?? {};
  const lists = new Map<string, ListInParts>();
  for (const [name, parts] of answer.lists) {
    const shown = async function* () {
      for await (const items of parts)
        yield [fieldsOf(await show(answer.holding(name, items)))?.[name]].flat();
    };
    lists.set(name, await begun(shown()));
  }
  return new AnswerInParts(head, lists);
};

/** What can't be shown from the beginning is refused; later, the connection is broken off. */
const begun = async <Part>(parts: AsyncGenerator<Part, void>): Promise<AsyncIterable<Part>> =>
  following(await parts.next(), parts);

async function* following<Part>(
  first: IteratorResult<Part, void>,
  others: AsyncIterable<Part>,
): AsyncGenerator<Part> {
  if (first.done === true) return;
  yield first.value;
  yield* others;
}

async function* linesOf(
  items: AsyncIterable<object>,
  show: (chunk: readonly object[]) => unknown,
): AsyncGenerator<string, void> {
  let chunk: object[] = [];
  for await (const item of items) {
    if (chunk.push(item) < CHUNK) continue;
    yield textOf(await show(chunk));
    chunk = [];
  }
  if (chunk.length > 0) yield textOf(await show(chunk));
}

const textOf = (items: unknown): string =>
  [items]
    .flat()
    .map((item) => `${JSON.stringify(item)}\n`)
    .join('');

/** @throws MaskedFieldError */
const refuseMasked = (request: FastifyRequest, context: ExecutionContext): void => {
  const query = request.query as Readonly<Record<string, unknown>>;
  const prototype = context.getClass().prototype as object;
  for (const [name, refused] of personalParameters(prototype, context.getHandler().name)) {
    const given = [query[name]].flat().filter((value) => value !== undefined);
    if (given.some((value) => refused === undefined || refused.some((each) => each === value)))
      throw new MaskedFieldError(name);
  }
};

/**
 * The handler answers with `type`, whole or in parts, or with items in a stream, and the personal fields in it are shown to
 * those alone who may see them. Stands last among the decorators that change an answer: they get it as it is shown.
 */
export const Shows = (type: Type, { ofCustomer, tagged }: Showable = {}): MethodDecorator =>
  applyDecorators(
    SetMetadata(SHOWN, { type, ofCustomer: ofCustomer === true, tagged } satisfies Shown),
    UseInterceptors(MaskingInterceptor),
  );
