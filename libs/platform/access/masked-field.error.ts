import { DomainError } from '../../event-sourcing/core.js';

/** A query searches, filters or sorts by what its caller may not see. */
export class MaskedFieldError extends DomainError<'masked-field'> {
  override readonly name = 'MaskedFieldError';

  constructor(field: string) {
    const message = `${field} is personal: without the scope pii:read nothing is searched, filtered or sorted by it`;
    super('masked-field', message, [{ field, message }]);
  }
}
