import { DomainCommand } from '../event-sourcing/core.js';

/** Records that a customer is erased, once its keys are destroyed; does nothing when that was done. */
export class EraseCustomer extends DomainCommand<{ readonly caseReference: string }> {
  readonly type = 'EraseCustomer';
}
