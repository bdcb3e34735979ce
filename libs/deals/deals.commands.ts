import { DomainCommand } from '../event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  Currency,
  Day,
  Flag,
  LineBody,
  ListOf,
  MinorUnits,
  route,
  Text,
  Uuid,
} from '../platform/index.js';

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

  @Text({ max: 100, optional: true, description: 'Who is responsible for it' })
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
  @Text({ max: 100 })
  readonly owner: string;
}

export class AssignDeal extends DomainCommand<AssignDealBody> {
  static readonly body = AssignDealBody;
  readonly type = 'AssignDeal';
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

export const dealCommands = [
  route('', OpenDeal),
  route(':id/customer', AttachDeal),
  route(':id/stage', MoveDeal),
  route(':id/revisions', ReviseDeal),
  route(':id/owner', AssignDeal),
  route(':id/win', WinDeal),
  route(':id/loss', LoseDeal),
  route(':id/reopening', ReopenDeal),
] as const;

export type DealCommand = CommandOf<typeof dealCommands>;
