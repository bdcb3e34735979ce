import { Body } from '@nestjs/common';
import { type CommandAccepted } from '../event-sourcing/core.js';
import { CommandController, CommandSender, Id, type Sender, SentBy, Takes } from '../platform/index.js';
import {
  AssignDeal,
  AssignDealBody,
  AttachDeal,
  AttachDealBody,
  LoseDeal,
  LoseDealBody,
  MoveDeal,
  MoveDealBody,
  OpenDeal,
  OpenDealBody,
  ReopenDeal,
  ReopenDealBody,
  ReviseDeal,
  ReviseDealBody,
  WinDeal,
  WinDealBody,
} from './deals.commands.js';
import { type DealErrorCode } from './deals.errors.js';

const problems = {
  'deal-not-found': 404,
  'customer-not-found': 404,
  'deal-already-open': 409,
  'deal-already-attached': 409,
  'deal-without-customer': 409,
  'deal-closed': 409,
  'deal-not-closed': 409,
  'unknown-stage': 422,
  'ambiguous-amount': 422,
  'total-too-large': 422,
  'occurred-before-last': 422,
} satisfies Record<DealErrorCode, number>;

@CommandController('deals', problems)
export class DealCommandController {
  constructor(private readonly commands: CommandSender) {}

  @Takes(OpenDeal)
  open(@Body() body: OpenDealBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(OpenDeal, body, sender);
  }

  @Takes(AttachDeal, ':id/customer')
  attach(@Id() id: string, @Body() body: AttachDealBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(AttachDeal, body, sender, id);
  }

  @Takes(MoveDeal, ':id/stage')
  move(@Id() id: string, @Body() body: MoveDealBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(MoveDeal, body, sender, id);
  }

  @Takes(ReviseDeal, ':id/revisions')
  revise(@Id() id: string, @Body() body: ReviseDealBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(ReviseDeal, body, sender, id);
  }

  @Takes(AssignDeal, ':id/owner')
  assign(@Id() id: string, @Body() body: AssignDealBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(AssignDeal, body, sender, id);
  }

  @Takes(WinDeal, ':id/win')
  win(@Id() id: string, @Body() body: WinDealBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(WinDeal, body, sender, id);
  }

  @Takes(LoseDeal, ':id/loss')
  lose(@Id() id: string, @Body() body: LoseDealBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(LoseDeal, body, sender, id);
  }

  @Takes(ReopenDeal, ':id/reopening')
  reopen(@Id() id: string, @Body() body: ReopenDealBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(ReopenDeal, body, sender, id);
  }
}
