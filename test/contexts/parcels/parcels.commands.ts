import { DomainCommand } from '../../../libs/event-sourcing/core.js';
import { CommandBody, type CommandOf, route, Text, Uuid } from '../../../libs/platform/index.js';

export class SendParcelBody extends CommandBody {
  @Uuid()
  readonly customerId: string;

  @Text({ max: 100 })
  readonly carrier: string;
}

export class SendParcel extends DomainCommand<SendParcelBody> {
  static readonly body = SendParcelBody;
  static readonly creates = true;
  readonly type = 'SendParcel';
}

export class DeliverParcelBody extends CommandBody {
  @Text({ max: 200 })
  readonly receivedBy: string;
}

export class DeliverParcel extends DomainCommand<DeliverParcelBody> {
  static readonly body = DeliverParcelBody;
  readonly type = 'DeliverParcel';
}

export const parcelCommands = [route('', SendParcel), route(':id/delivery', DeliverParcel)] as const;

export type ParcelCommand = CommandOf<typeof parcelCommands>;
