import { DomainCommand } from '../event-sourcing/core.js';
import { CommandBody, OneOf, Text, TextList, Uuid } from '../platform/index.js';
import { type Relation, relations } from './customers.events.js';

export class TagsBody extends CommandBody {
  @TextList({ max: 100, items: 50 })
  readonly tags: readonly string[];
}

export class TagCustomer extends DomainCommand<TagsBody> {
  static readonly body = TagsBody;
  readonly type = 'TagCustomer';
}

export class UntagCustomer extends DomainCommand<TagsBody> {
  static readonly body = TagsBody;
  readonly type = 'UntagCustomer';
}

export class AssignOwnerBody extends CommandBody {
  @Text({ max: 200 })
  readonly owner: string;
}

export class AssignOwner extends DomainCommand<AssignOwnerBody> {
  static readonly body = AssignOwnerBody;
  readonly type = 'AssignOwner';
}

export class UnassignOwner extends DomainCommand<CommandBody> {
  static readonly body = CommandBody;
  readonly type = 'UnassignOwner';
}

export class RelationBody extends CommandBody {
  @OneOf(relations)
  readonly relation: Relation;

  @Uuid({ description: 'The employer, the parent company, or who shares the household' })
  readonly relatedId: string;
}

/** `relatedName` is looked up before the command is decided, never sent; absent: there is no such customer. */
export class RelateCustomer extends DomainCommand<RelationBody & { readonly relatedName?: string }> {
  static readonly body = RelationBody;
  readonly type = 'RelateCustomer';
}

export class UnrelateCustomer extends DomainCommand<RelationBody> {
  static readonly body = RelationBody;
  readonly type = 'UnrelateCustomer';
}
