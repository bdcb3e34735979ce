import {
  type BeforeApplicationShutdown,
  Controller,
  Header,
  HttpCode,
  Inject,
  Post,
  Req,
  SetMetadata,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { type BoundedContext } from '../bounded-context.js';
import { CommandCatalogue } from '../commands/command-catalogue.js';
import { CommandSender } from '../commands/command-sender.js';
import { principalOf } from '../access/principal.js';
import { SCOPE, type Scope } from '../access/scopes.js';
import { Serves } from '../http/accept.js';
import { exampleIds } from '../http/example-ids.js';
import { shownTo } from '../http/problem.filter.js';
import { Documented } from '../http/operation.decorator.js';
import { senderOf } from '../http/sender.decorator.js';
import { CONTEXTS } from '../tokens.js';
import { CommandBatch } from './command-batch.js';
import { BatchLineAccepted, BatchLineBody, BatchLineRefused } from './command-batch.answers.js';
import { COMMANDS_PATH } from './ndjson-bodies.js';
import { NDJSON } from './ndjson-lines.js';

const ORDER = {
  type: 'PlaceOrder',
  key: 'order-4711',
  data: {
    customerId: exampleIds.customer,
    currency: 'EUR',
    lines: [{ product: 'Kettle', quantity: 1, amount: 7990 }],
  },
};
const CANCELLATION = { type: 'CancelOrder', id: '5d1c6b0e-2a47-5f7c-9a43-1f0e6a0c2b57', ifMatch: 0 };
const ACCEPTED = {
  line: 1,
  id: exampleIds.order,
  revision: 0,
  position: '0000000000004711',
  outcome: 'appended',
};
const REFUSED = {
  line: 2,
  problem: {
    type: 'urn:dossier:problem:order-not-found',
    title: 'Order not found',
    status: 404,
    code: 'order-not-found',
    detail: 'there is no such order',
  },
};

const ABOUT =
  'One command a line, one answer a line, in the order of the lines, streamed both ways: answers come while lines are still ' +
  'being sent, and a body may be as long as you like. 128 lines are under way at once. A line waits for the lines before it ' +
  'that change what it changes or mentions; all others run side by side. A line that is refused is refused alone: its ' +
  'answer holds the problem document that its own route would have answered with. A line longer than 1 MiB is refused, a ' +
  'blank line is skipped. The service reads no further while nobody reads its answers. When the connection is lost, send ' +
  'the lines that were not answered again, with the same keys: each takes effect once.';

/** Many commands in one request. */
@Controller(COMMANDS_PATH)
@ApiTags('commands')
@SetMetadata(SCOPE, 'crm:command' satisfies Scope)
export class CommandBatchController implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private readonly catalogue: CommandCatalogue;

  constructor(
    private readonly sender: CommandSender,
    @Inject(CONTEXTS) contexts: readonly BoundedContext[],
  ) {
    this.catalogue = new CommandCatalogue(contexts);
  }

  // A batch that ends early, at a shutdown, leaves a body that nobody reads: its connection can't be used again.
  @Post()
  @HttpCode(200)
  @Serves(NDJSON)
  @Header('Connection', 'close')
  @Documented({
    id: 'sendCommands',
    summary: 'Send many commands in one request',
    about: ABOUT,
    refuses: {
      'invalid-request': 400,
      'malformed-request': 400,
      'not-acceptable': 406,
      'unsupported-media-type': 415,
    },
  })
  @ApiExtraModels(BatchLineBody, BatchLineAccepted, BatchLineRefused)
  @ApiConsumes(NDJSON)
  @ApiBody({
    description: 'Each line is one of these, as JSON without line breaks',
    schema: { $ref: getSchemaPath(BatchLineBody) },
    examples: { example: { value: ORDER }, change: { value: CANCELLATION } },
  })
  @ApiResponse({
    status: 200,
    description: 'Each line is one of these',
    content: {
      [NDJSON]: {
        schema: {
          oneOf: [BatchLineAccepted, BatchLineRefused].map((type) => ({ $ref: getSchemaPath(type) })),
        },
        examples: { accepted: { value: ACCEPTED }, refused: { value: REFUSED } },
      },
    },
  })
  take(@Req() request: FastifyRequest): StreamableFile {
    const { actor, body } = senderOf(request);
    if (!(body instanceof Readable)) throw new Error('the body is not a stream');
    const commands = this.catalogue.allowedTo(principalOf(request).scopes);
    const batch = new CommandBatch(this.sender, commands, actor, request, (problem) =>
      shownTo(request, problem),
    );
    return new StreamableFile(Readable.from(batch.answers(body, this.ending.signal)), { type: NDJSON });
  }

  /** Batches under way end with what they have begun. */
  beforeApplicationShutdown(): void {
    this.ending.abort();
  }
}
