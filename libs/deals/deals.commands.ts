import { DomainCommand } from '../event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  Currency,
  Day,
  exampleIds,
  Flag,
  LineBody,
  ListOf,
  MinorUnits,
  routesWith,
  Text,
  Uuid,
} from '../platform/index.js';
import { type DealErrorCode } from './deals.errors.js';

/** What a deal is about: lines, or one amount with or without a product. */
export class DealTermsBody extends CommandBody {
  @Text({ max: 200, optional: true })
  readonly name?: string;

  @ListOf(() => LineBody, { min: 1, max: 200, optional: true })
  readonly lines?: readonly LineBody[];

  @MinorUnits({ optional: true, description: 'The whole amount in minor units, where there are no lines' })
  readonly amount?: number;

  @Text({ max: 200, optional: true, description: 'The one product, where there are no lines' })
  readonly product?: string;

  @Text({ max: 200, optional: true, description: 'The category of the one product' })
  readonly category?: string;

  @Day({ optional: true, description: 'The day it is expected to be won' })
  readonly expectedClose?: string;
}

export class OpenDealBody extends DealTermsBody {
  @Uuid({ optional: true, description: 'Absent: the customer is not known yet, and attached later' })
  readonly customerId?: string;

  @Currency()
  readonly currency: string;

  @Text({ max: 200, optional: true, description: 'Who is responsible for it' })
  readonly owner?: string;

  @Text({ max: 100, optional: true, description: 'Where it came from' })
  readonly source?: string;

  @Text({ max: 100, optional: true, description: 'One of the configured stages; the first when absent' })
  readonly stage?: string;

  @Flag({ optional: true, description: 'occurredAt is made up: nobody knows when the deal was opened' })
  readonly occurredAtEstimated?: boolean;
}

export class OpenDeal extends DomainCommand<OpenDealBody> {
  static readonly body = OpenDealBody;
  static readonly creates = true;
  readonly type = 'OpenDeal';
}

export class AttachDealBody extends CommandBody {
  @Uuid()
  readonly customerId: string;
}

export class AttachDeal extends DomainCommand<AttachDealBody> {
  static readonly body = AttachDealBody;
  readonly type = 'AttachDeal';
}

export class MoveDealBody extends CommandBody {
  @Text({ max: 100, description: 'One of the configured stages' })
  readonly stage: string;
}

export class MoveDeal extends DomainCommand<MoveDealBody> {
  static readonly body = MoveDealBody;
  readonly type = 'MoveDeal';
}

/** An amount alone is spread over the lines that the deal has; a product alone takes over the whole amount. */
export class ReviseDealBody extends DealTermsBody {}

export class ReviseDeal extends DomainCommand<ReviseDealBody> {
  static readonly body = ReviseDealBody;
  readonly type = 'ReviseDeal';
}

export class AssignDealBody extends CommandBody {
  @Text({ max: 200 })
  readonly owner: string;
}

export class AssignDeal extends DomainCommand<AssignDealBody> {
  static readonly body = AssignDealBody;
  readonly type = 'AssignDeal';
}

export class UnassignDeal extends DomainCommand<CommandBody> {
  static readonly body = CommandBody;
  readonly type = 'UnassignDeal';
}

export class WinDealBody extends CommandBody {
  @MinorUnits({ optional: true, description: 'What it was won for at last, when that is another amount' })
  readonly amount?: number;

  @Flag({
    optional: true,
    description: 'Whether an order is booked, if it has lines or an amount; true when absent',
  })
  readonly bookOrder?: boolean;
}

export class WinDeal extends DomainCommand<WinDealBody> {
  static readonly body = WinDealBody;
  readonly type = 'WinDeal';
}

export class LoseDealBody extends CommandBody {
  @Text({ max: 200, description: 'One of few words that reports can be grouped by, such as: price' })
  readonly reason: string;
}

export class LoseDeal extends DomainCommand<LoseDealBody> {
  static readonly body = LoseDealBody;
  readonly type = 'LoseDeal';
}

export class ReopenDealBody extends CommandBody {
  @Text({ max: 100, optional: true, description: 'The stage it goes on in; the one it left when absent' })
  readonly stage?: string;
}

export class ReopenDeal extends DomainCommand<ReopenDealBody> {
  static readonly body = ReopenDealBody;
  readonly type = 'ReopenDeal';
}

const route = routesWith<DealErrorCode>();

export const dealCommands = [
  route('', OpenDeal, {
    about:
      'Opens a deal in the first stage, or in the one named. It is about lines, or about one amount with or without a ' +
      'product. Without a customer it can be attached to one later. Refuses when the customer or the stage is unknown.',
    refuses: [
      'customer-not-found',
      'deal-already-open',
      'unknown-stage',
      'ambiguous-amount',
      'total-too-large',
    ],
    example: {
      customerId: exampleIds.customer,
      name: 'New espresso machines',
      currency: 'EUR',
      lines: [{ product: 'Espresso machine', category: 'Machines', quantity: 2, amount: 480_000 }],
      owner: 'anna',
      source: 'fair',
      expectedClose: '2026-06-30',
      occurredAt: '2026-03-02T09:00:00Z',
    },
  }),
  route(':id/customer', AttachDeal, {
    about:
      'Says whose deal it is, once that is known. What happened to the deal before becomes part of the customer’s history. ' +
      'Refuses when the deal has a customer already.',
    refuses: ['deal-not-found', 'customer-not-found', 'deal-already-attached', 'occurred-before-last'],
    example: { customerId: exampleIds.customer },
  }),
  route(':id/stage', MoveDeal, {
    about: 'Moves an open deal to another stage, forwards or backwards. Refuses when it is won or lost.',
    refuses: ['deal-not-found', 'deal-closed', 'unknown-stage', 'occurred-before-last'],
    example: { stage: 'proposal' },
  }),
  route(':id/revisions', ReviseDeal, {
    about:
      'Changes what an open deal is about. An amount alone is spread over the lines it has; a product alone takes over the ' +
      'whole amount. Refuses when it is won or lost, and when both lines and an amount are given.',
    refuses: ['deal-not-found', 'deal-closed', 'ambiguous-amount', 'total-too-large', 'occurred-before-last'],
    example: {
      lines: [{ product: 'Espresso machine', category: 'Machines', quantity: 3, amount: 690_000 }],
      expectedClose: '2026-07-15',
    },
  }),
  route(':id/owner', AssignDeal, {
    about:
      'Makes somebody responsible for an open deal. Does nothing when it is that person already. Refuses when it is won or lost.',
    refuses: ['deal-not-found', 'deal-closed', 'occurred-before-last'],
    example: { owner: 'ben' },
  }),
  route(':id/owner-removals', UnassignDeal, {
    about:
      'Says that nobody is responsible for an open deal any more; does nothing when nobody is. Refuses when it is won or lost.',
    refuses: ['deal-not-found', 'deal-closed'],
    example: {},
  }),
  route(':id/win', WinDeal, {
    about:
      'Closes an open deal as won, and books an order for it unless `bookOrder` is false or the deal is for nothing. ' +
      'Refuses when the deal has no customer, or is closed.',
    refuses: ['deal-not-found', 'deal-closed', 'deal-without-customer', 'occurred-before-last'],
    example: { amount: 650_000 },
  }),
  route(':id/loss', LoseDeal, {
    about: 'Closes an open deal as lost, with the reason. Refuses when it is closed.',
    refuses: ['deal-not-found', 'deal-closed', 'occurred-before-last'],
    example: { reason: 'price' },
  }),
  route(':id/reopening', ReopenDeal, {
    about:
      'Opens a won or lost deal again, in the stage it left or another. The order booked for a win is cancelled. Refuses ' +
      'when the deal is open.',
    refuses: ['deal-not-found', 'deal-not-closed', 'unknown-stage', 'occurred-before-last'],
    example: { stage: 'negotiation' },
  }),
] as const;

export type DealCommand = CommandOf<typeof dealCommands>;
