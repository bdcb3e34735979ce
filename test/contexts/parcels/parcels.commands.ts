import { DomainCommand } from '../../../libs/event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  exampleIds,
  routesWith,
  Text,
  Uuid,
} from '../../../libs/platform/index.js';
import { type ParcelErrorCode } from './parcels.errors.js';

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

const route = routesWith<ParcelErrorCode>();

export const parcelCommands = [
  route('', SendParcel, {
    about: 'Sends a parcel to a customer.',
    refuses: ['parcel-already-sent'],
    example: { customerId: exampleIds.customer, carrier: 'DHL' },
  }),
  route(':id/delivery', DeliverParcel, {
    about: 'Says who received the parcel. Refuses when there is no such parcel.',
    refuses: ['parcel-not-found'],
    example: { receivedBy: 'a neighbour' },
  }),
] as const;

export type ParcelCommand = CommandOf<typeof parcelCommands>;
