import { DomainCommand, type Position } from '../event-sourcing/core.js';
import { CommandBody, type CommandOf, internal, routesWith, Text } from '../platform/index.js';
import { type RemainsRunFact } from './erasure.events.js';
import { type PrivacyErrorCode } from './privacy.errors.js';

export class ErasureBody extends CommandBody {
  @Text({ max: 500, example: 'asked for by letter', description: 'Stays for good: name nobody' })
  readonly reason: string;

  @Text({ max: 100, example: 'DSR-2026-014', description: 'Your own reference; stays for good' })
  readonly caseReference: string;
}

/** `id` is the customer's, here and below. */
export class RequestErasure extends DomainCommand<ErasureBody> {
  static readonly body = ErasureBody;
  readonly type = 'RequestErasure';
}

/** Does what is left to be done of an erasure that was requested. */
export class CarryOutErasure extends DomainCommand<{ readonly caseReference: string }> {
  readonly type = 'CarryOutErasure';
}

export class RecordExternalIdsReleased extends DomainCommand<{ readonly claims: number }> {
  readonly type = 'RecordExternalIdsReleased';
}

export class RecordKeysDestroyed extends DomainCommand<{ readonly keys: number }> {
  readonly type = 'RecordKeysDestroyed';
}

/** The customer's erasure stands at `position`: every read model is to pass it. */
export class RecordReadModelsPurged extends DomainCommand<{ readonly position: Position }> {
  readonly type = 'RecordReadModelsPurged';
}

/** What was purged at `position`, and the keys that were destroyed before, is overwritten in the stores' files. */
export class OverwriteRemains extends DomainCommand<{ readonly position: Position }> {
  readonly type = 'OverwriteRemains';
}

export class RecordRemainsOverwritten extends DomainCommand<RemainsRunFact> {
  readonly type = 'RecordRemainsOverwritten';
}

/** The stream is the customer's from now on: its own key goes with the customer's. */
export class FileStreamKey extends DomainCommand<{
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
}> {
  readonly type = 'FileStreamKey';
}

const route = routesWith<PrivacyErrorCode>();

export const privacyCommands = [
  route('customers/:id/erasure', RequestErasure, {
    about:
      'Forgets a person for good: destroys the keys of all that is stored about the customer, records that it is erased, and ' +
      'has read models let go of it. Later commands about the customer are answered 410. Asked for again, it does nothing: ' +
      'there is one receipt.',
    refuses: ['customer-not-found'],
    scope: 'crm:admin',
    example: { reason: 'asked for by letter', caseReference: 'DSR-2026-014' },
  }),
  internal(CarryOutErasure),
  internal(RecordExternalIdsReleased),
  internal(RecordKeysDestroyed),
  internal(RecordReadModelsPurged),
  internal(OverwriteRemains),
  internal(RecordRemainsOverwritten),
  internal(FileStreamKey),
] as const;

/** Those that are decided on the erasure's own stream. */
export type ErasureCommand = Exclude<
  CommandOf<typeof privacyCommands>,
  CarryOutErasure | OverwriteRemains | FileStreamKey
>;
