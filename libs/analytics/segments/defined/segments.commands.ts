import { DomainCommand } from '../../../event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  Currency,
  ListOf,
  OneOf,
  routesWith,
  Text,
  TextList,
  Whole,
} from '../../../platform/index.js';
import { type AnalyticsErrorCode } from '../../analytics.errors.js';
import {
  type ConditionField,
  conditionFields,
  type ConditionGroup,
  type SegmentCondition,
} from './segment-conditions.js';

const LIMIT = 1_000_000_000_000_000;

const numberField = (description: string) => Whole({ min: -LIMIT, max: LIMIT, optional: true, description });

export class SegmentConditionBody implements SegmentCondition {
  @OneOf(conditionFields, {
    description:
      'Texts take in or notIn, numbers min and max. consent: a purpose, or purpose/channel, that the customer’s data may be used for; ' +
      'channel, product, category: of any order; cohort: the month of the first order; amounts are minor units; scores are by quintiles',
  })
  readonly field: ConditionField;

  @TextList({
    max: 200,
    items: 100,
    optional: true,
    description: 'One of the customer’s values is among these',
  })
  readonly in?: readonly string[];

  @TextList({
    max: 200,
    items: 100,
    optional: true,
    description: 'None of the customer’s values is among these',
  })
  readonly notIn?: readonly string[];

  @numberField('At least')
  readonly min?: number;

  @numberField('At most')
  readonly max?: number;
}

export class ConditionGroupBody implements ConditionGroup {
  @ListOf(() => SegmentConditionBody, { min: 1, max: 50, description: 'All of them must hold' })
  readonly allOf: readonly SegmentConditionBody[];
}

const nameField = {
  max: 60,
  description:
    'How reports name it: words of a-z and 0-9 with hyphens between, and no name of an RFM segment',
} as const;
const aboutField = { max: 500, optional: true, description: 'What it is for' } as const;
const currencyField = {
  optional: true,
  description:
    'Orders in it alone count; required by conditions on amounts and scores; default: all orders count',
} as const;
const groupsField = {
  min: 1,
  max: 20,
  description: 'A customer is a member if one of these groups holds',
} as const;

export class DefineSegmentBody extends CommandBody {
  @Text(nameField)
  readonly name: string;

  @Text(aboutField)
  readonly about?: string;

  @Currency(currencyField)
  readonly currency?: string;

  @ListOf(() => ConditionGroupBody, groupsField)
  readonly anyOf: readonly ConditionGroupBody[];
}

export class DefineSegment extends DomainCommand<DefineSegmentBody> {
  static readonly body = DefineSegmentBody;
  static readonly creates = true;
  readonly type = 'DefineSegment';
}

/** What is absent stays as it is. */
export class ChangeSegmentBody extends CommandBody {
  @Text({ ...nameField, optional: true })
  readonly name?: string;

  @Text(aboutField)
  readonly about?: string;

  @Currency(currencyField)
  readonly currency?: string;

  @ListOf(() => ConditionGroupBody, { ...groupsField, optional: true })
  readonly anyOf?: readonly ConditionGroupBody[];
}

export class ChangeSegment extends DomainCommand<ChangeSegmentBody> {
  static readonly body = ChangeSegmentBody;
  readonly type = 'ChangeSegment';
}

export class RetireSegmentBody extends CommandBody {
  @Text({ max: 500, optional: true })
  readonly reason?: string;
}

export class RetireSegment extends DomainCommand<RetireSegmentBody> {
  static readonly body = RetireSegmentBody;
  readonly type = 'RetireSegment';
}

const route = routesWith<AnalyticsErrorCode>();
const scope = 'crm:analytics';

export const segmentCommands = [
  route('segments', DefineSegment, {
    about:
      'Defines a segment by conditions on attributes, behaviour, scores and consent. Its members are worked out for any day; ' +
      'reports take it by its name or id. Refuses conditions that can’t be told.',
    refuses: ['segment-already-defined', 'segment-invalid'],
    scope,
    example: {
      name: 'northern-regulars',
      about: 'Whom the spring catalogue goes to',
      currency: 'EUR',
      anyOf: [
        {
          allOf: [
            { field: 'region', in: ['North', 'London'] },
            { field: 'orders', min: 1 },
            { field: 'net', min: 1_000 },
          ],
        },
      ],
    },
  }),
  route('segments/:id/change', ChangeSegment, {
    about:
      'Changes what a segment is called, or who is in it; fits that were made of it keep the definition that they were made with. Refuses a retired one.',
    refuses: ['segment-not-found', 'segment-retired', 'segment-invalid', 'occurred-before-last'],
    scope,
    example: { anyOf: [{ allOf: [{ field: 'region', in: ['North', 'London', 'Kent'] }] }] },
  }),
  route('segments/:id/retire', RetireSegment, {
    about: 'Retires a segment: reports refuse it from then on, and its history stays.',
    refuses: ['segment-not-found', 'occurred-before-last'],
    scope,
    example: { reason: 'The campaign is over' },
  }),
] as const;

export type SegmentCommand = CommandOf<typeof segmentCommands>;
