import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Nested, Text, Uuid, Whole } from '../http/fields.decorator.js';
import { CommandAnswer } from '../http/command-route.decorator.js';
import { ProblemDocument } from '../http/problem.document.js';

/** Where a command comes from. */
export class SourceBody {
  @Text({ max: 500, description: 'The name of the file', example: 'customers.csv' })
  readonly file: string;

  @Whole({ min: 1, max: Number.MAX_SAFE_INTEGER, description: 'The line in it, counted from 1' })
  readonly line: number;
}

/** One line of a batch but for `data`, which the named command validates. */
export class BatchLineEnvelope {
  @Text({ max: 200, description: 'The name of the command', example: 'PlaceOrder' })
  readonly type: string;

  @Uuid({
    optional: true,
    description:
      'What the command changes. May be left out for a command that creates something; PutCustomer, whose data has an externalId, takes none',
  })
  readonly id?: string;

  @Text({
    max: 10_000,
    optional: true,
    description: 'Your own name for this command: sent again with the same one, it takes effect once',
    example: 'order-4711',
  })
  readonly key?: string;

  @Whole({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
    description: 'The command holds only for this revision of what it changes',
  })
  readonly ifMatch?: number;

  @Text({
    max: 200,
    optional: true,
    description: 'What the command belongs to, for the audit trail; its own id when absent',
  })
  readonly correlationId?: string;

  @Nested(() => SourceBody, {
    optional: true,
    description: 'Of a command that is read from a file: histories show it beside the events',
  })
  readonly source?: SourceBody;
}

/** One line of a batch. */
export class BatchLineBody extends BatchLineEnvelope {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'The body that the command has on its own route, and for PutCustomer externalId besides; {} when absent',
  })
  readonly data?: object;
}

/** The answer to a line whose command was accepted. */
export class BatchLineAccepted extends CommandAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Number of the line, counted from 1' })
  readonly line: number;
}

/** The answer to a line that was refused. Nothing was changed by it, and the lines after it go on. */
export class BatchLineRefused {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Number of the line, counted from 1' })
  readonly line: number;

  @ApiProperty({ type: ProblemDocument })
  readonly problem: ProblemDocument;
}

export type BatchLineAnswer = BatchLineAccepted | BatchLineRefused;
