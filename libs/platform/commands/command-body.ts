import { Instant } from '../http/fields.decorator.js';

/** What the body of every command may carry. */
export class CommandBody {
  @Instant({ optional: true, description: 'When it happened; now when absent, never in the future' })
  occurredAt?: string;
}
