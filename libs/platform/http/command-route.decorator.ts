import {
  applyDecorators,
  Controller,
  HttpCode,
  Param,
  type PipeTransform,
  Post,
  Put,
  SetMetadata,
  type Type,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiParam,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type CommandAccepted } from '../../event-sourcing/core.js';
import { SCOPE, type Scope } from '../access/scopes.js';
import { type CommandRoute } from '../commands/command-table.js';
import { type AnyCommandType } from '../commands/command-type.js';
import { InvalidRequestError, UUID } from '../commands/validation.js';
import { AcceptedInterceptor, PutInterceptor } from './accepted.interceptor.js';
import { changeProblems, commandProblems, Documented, type OperationDocs } from './operation.decorator.js';
import { REVISION_TAG } from './revision-tag.js';
import { HEADER_TOKEN } from './sender.decorator.js';
import { ProblemFilter, type ProblemTable } from './problem.filter.js';

/** The answer to every command. */
export class CommandAnswer implements CommandAccepted {
  @ApiProperty({ format: 'uuid', description: 'What was created or changed' })
  readonly id: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Revision of its stream; also in the ETag' })
  readonly revision: number;

  @ApiProperty({ description: 'Send it as Dossier-Min-Position with a query to read what was written' })
  readonly position: string;

  @ApiProperty({ enum: ['appended', 'repeated', 'unchanged'] })
  readonly outcome: CommandAccepted['outcome'];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', format: 'uuid' },
    description: 'Ids of what it made beside that, by name: contactPointId, followUpId, the orderId of a win',
    example: { followUpId: '0d9c5f0e-5a3c-5c6f-8f0d-2f2b4f0a9b11' },
  })
  readonly made?: Readonly<Record<string, string>>;
}

/** A controller that takes commands at `/v1/<path>` and answers its context's errors by `table`. */
export const CommandController = (path: string, table: ProblemTable): ClassDecorator =>
  applyDecorators(
    Controller(`v1/${path}`),
    ApiTags(path),
    SetMetadata(SCOPE, 'crm:command' satisfies Scope),
    UseFilters(new ProblemFilter(table)),
    UseInterceptors(AcceptedInterceptor),
  );

/** What a command's operation is called: `placeOrder` for `PlaceOrder`. */
export const operationOf = ({ name }: AnyCommandType): string => name.charAt(0).toLowerCase() + name.slice(1);

/** `Place order` for `PlaceOrder`. */
const summaryOf = ({ name }: AnyCommandType): string =>
  name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The statuses of the codes that a command is refused with. @throws Error for a code that its context doesn't have */
const refusalsOf = ({ type, docs }: CommandRoute, table: ProblemTable): ProblemTable =>
  Object.fromEntries(
    docs.refuses.map((code) => {
      const status = table[code];
      if (status === undefined) throw new Error(`${type.name} refuses with ${code}, which has no status`);
      return [code, status];
    }),
  );

/** `POST` that takes a command; 201 with `Location` when it creates something, 200 when it changes it. */
export const Takes = (row: CommandRoute, table: ProblemTable): MethodDecorator => {
  const { path, type, docs } = row;
  const { body, creates } = type;
  return applyDecorators(
    Post(path),
    Documented({
      id: operationOf(type),
      summary: summaryOf(type),
      about: docs.about,
      refuses: { ...commandProblems, ...(creates ? {} : changeProblems), ...refusalsOf(row, table) },
    }),
    ...(docs.scope === undefined ? [] : [SetMetadata(SCOPE, docs.scope)]),
    HttpCode(creates ? 201 : 200),
    ApiBody({ type: body, examples: { example: { value: docs.example } } }),
    senderHeaders,
    ...(creates ? [created] : [ifMatch, changed]),
  );
};

const token = { type: 'string', pattern: HEADER_TOKEN.source } as const;

const senderHeaders = applyDecorators(
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    schema: token,
    description: 'Your own name for this request: sent again with the same one, it takes effect once',
  }),
  ApiHeader({
    name: 'Correlation-Id',
    required: false,
    schema: token,
    description: 'What the command belongs to, for the audit trail; its own id when absent',
  }),
);

const ifMatch = ApiHeader({
  name: 'If-Match',
  required: false,
  schema: { type: 'string', pattern: REVISION_TAG.source },
  description: 'The command holds only for this revision: "3"; for any, if there is one: *',
});

const etag = { schema: { type: 'string' }, description: 'The revision, in quotes' } as const;

const changed = ApiResponse({
  status: 200,
  type: CommandAnswer,
  description: 'Done, or nothing to do',
  headers: { ETag: etag },
});

const created = ApiResponse({
  status: 201,
  type: CommandAnswer,
  description: 'Created',
  headers: { ETag: etag, Location: { schema: { type: 'string' }, description: 'Where it is found' } },
});

/** What a `PUT` is. */
export interface PutRoute<Body extends object> {
  readonly path: string;
  /** The parameters of the path, and what each is. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: Type<Body>;
  /** Where what it created is found, by its id. */
  readonly location: string;
  /** Its refusals beside those of every command. */
  readonly operation: OperationDocs;
  /** A body as it is sent. */
  readonly example: NoInfer<Body>;
}

/** `PUT` that creates or changes one thing: 201 with `Location` when it did create it, 200 otherwise. */
export const Puts = <Body extends object>(route: PutRoute<Body>): MethodDecorator => {
  const { path, parameters, body, location, operation, example } = route;
  return applyDecorators(
    Put(path),
    Documented({
      ...operation,
      refuses: { ...commandProblems, ...changeProblems, ...operation.refuses },
    }),
    UseInterceptors(new PutInterceptor(location)),
    ...Object.entries(parameters).map(([name, description]) =>
      ApiParam({ name, description, schema: { type: 'string', minLength: 1 } }),
    ),
    ApiBody({ type: body, examples: { example: { value: example } } }),
    senderHeaders,
    ifMatch,
    changed,
    created,
  );
};

class UuidPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    const id = String(value).toLowerCase();
    if (UUID.test(id)) return id;
    throw new InvalidRequestError([{ field: 'id', message: 'id must be a UUID' }]);
  }
}

/** The id in the path: a UUID, or 400. */
export const Id =
  (name = 'id'): ParameterDecorator =>
  (target, key, index) => {
    Param(name, new UuidPipe())(target, key, index);
    if (key !== undefined) {
      const descriptor = Object.getOwnPropertyDescriptor(target, key);
      if (descriptor) ApiParam({ name, schema: { type: 'string', format: 'uuid' } })(target, key, descriptor);
    }
  };
