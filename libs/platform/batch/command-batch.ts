import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Actor, type CommandAccepted } from '../../event-sourcing/core.js';
import { type CommandCatalogue } from '../commands/command-catalogue.js';
import { CommandLanes } from '../commands/command-lanes.js';
import { type CommandSender } from '../commands/command-sender.js';
import { targetIn } from '../commands/command-type.js';
import { holdsFewEnough, TOO_MANY_VALUES } from '../commands/json-bounds.js';
import { InvalidRequestError, validated } from '../commands/validation.js';
import { type ProblemDocument } from '../http/problem.document.js';
import { problemOf, type ProblemTable } from '../http/problem.filter.js';
import { type BatchLineAnswer, BatchLineEnvelope } from './command-batch.answers.js';
import { inOrder } from './in-order.js';
import { linesOf, type NdjsonLine } from './ndjson-lines.js';

/** How many lines are under way at once. */
const UNDER_WAY = 128;
/** In bytes: as large as one append may be. */
export const LONGEST_LINE = 1_048_576;

/**
 * Takes the commands of one NDJSON body and answers each line in order. A line that can't be taken is refused by itself.
 * A line waits for the lines before it that change what it changes or mentions; all others run side by side.
 */
export class CommandBatch {
  private readonly lanes = new CommandLanes();

  constructor(
    private readonly sender: CommandSender,
    private readonly catalogue: CommandCatalogue,
    private readonly actor: Actor,
    /** Named by every problem. */
    private readonly request: Pick<FastifyRequest, 'id' | 'log'>,
    private readonly shown: (problem: ProblemDocument) => ProblemDocument,
  ) {}

  /**
   * One line of NDJSON for each line of the body that is not blank. It reads no further than 128 lines beyond the last
   * answer taken. After the signal, it reads no more and answers what has been begun; so it does when the body fails.
   */
  async *answers(body: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<string> {
    const lines = linesOf(body, LONGEST_LINE);
    const task = (line: NdjsonLine): Promise<BatchLineAnswer> => this.answer(line);
    for await (const answer of inOrder(lines, { limit: UNDER_WAY, task, signal })) {
      yield `${JSON.stringify(answer)}\n`;
    }
  }

  private async answer(line: NdjsonLine): Promise<BatchLineAnswer> {
    const known: { problems: ProblemTable } = { problems: {} };
    try {
      return { line: line.number, ...(await this.take(line, known)) };
    } catch (error) {
      const problem = this.shown(problemOf(error, known.problems, this.request));
      return { line: line.number, problem };
    }
  }

  private async take(line: NdjsonLine, known: { problems: ProblemTable }): Promise<CommandAccepted> {
    const { envelope, data } = parsed(line);
    const { type: name, id, key, ifMatch, correlationId, source } = envelope;
    const { type, problems } = this.catalogue.find(name, id);
    known.problems = problems;
    let accepted: CommandAccepted | undefined;
    const target = id ?? targetIn(type, data);
    await this.lanes.run([{ ...(target === undefined ? {} : { id: target }), body: data }], async () => {
      accepted = await this.sender.validateAndSend(
        type,
        {
          actor: this.actor,
          body: data,
          ...(key === undefined ? {} : { idempotencyKey: key }),
          ...(correlationId === undefined ? {} : { correlationId }),
          ...(ifMatch === undefined ? {} : { ifMatch }),
          ...(source === undefined ? {} : { source }),
        },
        id,
      );
    });
    if (!accepted) throw new Error(`${name} was not sent`);
    return accepted;
  }
}

const parsed = ({
  text,
  fault,
}: NdjsonLine): { readonly envelope: BatchLineEnvelope; readonly data: unknown } => {
  if (text === undefined) {
    throw fault === 'not-utf-8'
      ? new BadRequestException('the line is not UTF-8')
      : new PayloadTooLargeException(`the line is longer than ${LONGEST_LINE} bytes`);
  }
  if (!holdsFewEnough(text)) throw new InvalidRequestError([TOO_MANY_VALUES]);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadRequestException(`the line is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InvalidRequestError([{ field: '', message: 'the line must be a JSON object' }]);
  const { data = {}, ...envelope } = json as Readonly<Record<string, unknown>>;
  return { envelope: validated(BatchLineEnvelope, envelope), data };
};
