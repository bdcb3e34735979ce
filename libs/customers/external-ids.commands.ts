import { IntersectionType } from '@nestjs/swagger';
import { DomainCommand } from '../event-sourcing/core.js';
import { CommandBody, OneOf, Text } from '../platform/index.js';

const conflictRules = ['refuse', 'flag'] as const;
export type ConflictRule = (typeof conflictRules)[number];

export class ExternalIdBody {
  // Customers are looked up by `<system>:<id>`, which must say one pair alone.
  @Text({ max: 100, without: ':', description: 'Which system knows the customer by this id', example: 'erp' })
  readonly system: string;

  @Text({ max: 200 })
  readonly id: string;
}

/** What becomes of an external id that another customer has. */
export const OnConflict = (): PropertyDecorator =>
  OneOf(conflictRules, {
    optional: true,
    description:
      'Where another customer has the external id. refuse, as when absent: 409. flag: it is taken all the same, and the pair is listed among the refusals of the reaction external-id-claims',
  });

export class ExternalIdsBody extends IntersectionType(CommandBody, ExternalIdBody) {}

export class AddExternalIdBody extends ExternalIdsBody {
  @OnConflict()
  readonly onConflict?: ConflictRule;
}

/** `claimed` as above. */
export class AddExternalId extends DomainCommand<AddExternalIdBody & { readonly claimed?: true }> {
  static readonly body = AddExternalIdBody;
  readonly type = 'AddExternalId';
}

export class RemoveExternalId extends DomainCommand<ExternalIdsBody> {
  static readonly body = ExternalIdsBody;
  readonly type = 'RemoveExternalId';
}
