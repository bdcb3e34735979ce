import { Instant } from '../http/fields.decorator.js';

/** What the body of every command may carry. */
export class CommandBody {
  @Instant({
    optional: true,
    description:
      'When it happened, never in the future; when absent, the time at which the command is decided',
  })
  occurredAt?: string;
}
