import { type Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { type CommandAccepted, CommandEngine } from '../event-sourcing/core.js';
import { handlersOf } from '../event-sourcing/nest.js';
import {
  AssignDeal,
  AttachDeal,
  LoseDeal,
  MoveDeal,
  OpenDeal,
  ReopenDeal,
  ReviseDeal,
  WinDeal,
} from './deals.commands.js';
import { type dealDecider } from './deals.decider.js';
import { DealError } from './deals.errors.js';

type DealDecider = ReturnType<typeof dealDecider>;

/** Customers never vanish from the log, so that one existed when asked is enough. */
const handlerWithCustomer = (decider: DealDecider, command: typeof OpenDeal | typeof AttachDeal): Type => {
  @CommandHandler(command)
  class CheckingHandler {
    constructor(private readonly engine: CommandEngine) {}

    async execute(received: OpenDeal | AttachDeal): Promise<CommandAccepted> {
      const { customerId } = received.data;
      if (customerId !== undefined && !(await this.engine.exists('customer', customerId)))
        throw new DealError('customer-not-found', `there is no customer ${customerId}`);
      return this.engine.handle(decider, received);
    }
  }
  return CheckingHandler;
};

export const dealHandlers = (decider: DealDecider): Type[] => [
  handlerWithCustomer(decider, OpenDeal),
  handlerWithCustomer(decider, AttachDeal),
  ...handlersOf(decider, [MoveDeal, ReviseDeal, AssignDeal, WinDeal, LoseDeal, ReopenDeal]),
];
