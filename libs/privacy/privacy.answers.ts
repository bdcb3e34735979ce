import { ApiProperty } from '@nestjs/swagger';
import { type Read } from '../event-sourcing/core.js';
import { type Erasure } from './read-models/erasures.projection.js';

const when = { type: 'string', format: 'date-time', nullable: true } as const;

/** One time that the files of embedded stores were gone through. */
export class RemainsOverwriting {
  @ApiProperty({ format: 'date-time' })
  readonly beganAt: string;

  @ApiProperty({
    type: String,
    isArray: true,
    example: ['read-store', 'key-store'],
    description: 'Which stores; those on servers are left to them',
  })
  readonly stores: readonly string[];
}

/** An event in a stream of others that names the person by the customer's id. */
export class NamingEvent {
  @ApiProperty({ example: 'CustomerRelated' })
  readonly type: string;

  @ApiProperty({ type: 'integer' })
  readonly revision: number;

  @ApiProperty()
  readonly position: string;
}

export class NamingStream {
  @ApiProperty({ example: 'customer-3f2a0a52-8f1e-4c39-9a53-0b6d1c1a7c11' })
  readonly stream: string;

  @ApiProperty({ type: [NamingEvent] })
  readonly events: readonly NamingEvent[];
}

/** An answer that showed personal data of the person. */
export class HandedOutAnswer {
  @ApiProperty({ format: 'date-time' })
  readonly occurredAt: string;

  @ApiProperty({ description: 'The operation that showed it', example: 'getCustomer' })
  readonly operation: string;

  @ApiProperty({ description: 'Who got it', example: 'anna' })
  readonly actor: string;

  @ApiProperty({ description: 'The service that it was got through', example: 'back-office' })
  readonly client: string;
}

export class HandedOut {
  @ApiProperty({ type: [HandedOutAnswer], description: 'The latest first; at most 200' })
  readonly latest: readonly HandedOutAnswer[];

  @ApiProperty({ description: 'There were others before: the record of accesses lists them all' })
  readonly more: boolean;
}

/** The receipt of an erasure. */
export class ErasureReceipt {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiProperty({ format: 'date-time' })
  readonly requestedAt: string;

  @ApiProperty({ description: 'Whoever asked for it here' })
  readonly requestedBy: string;

  @ApiProperty()
  readonly reason: string;

  @ApiProperty()
  readonly caseReference: string;

  @ApiProperty({ ...when, description: 'Since when others may have the external ids of the customer' })
  readonly externalIdsReleasedAt: string | null;

  @ApiProperty({ ...when, description: 'Since when nothing stored about the person can be decrypted' })
  readonly keysDestroyedAt: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'How many keys there were' })
  readonly keys: number | null;

  @ApiProperty({ ...when, description: 'Since when commands about the customer are refused' })
  readonly erasedAt: string | null;

  @ApiProperty({ ...when, description: 'Since when no read model that is served has the person' })
  readonly readModelsPurgedAt: string | null;

  @ApiProperty({
    ...when,
    description:
      'Since when the files of embedded stores hold nothing that was purged or destroyed. Null: it is due, and tried again ' +
      'until it is done',
  })
  readonly remainsOverwrittenAt: string | null;

  @ApiProperty({
    type: RemainsOverwriting,
    nullable: true,
    description: 'How the files were overwritten. Receipts with the same `beganAt` shared it',
  })
  readonly remains: RemainsOverwriting | null;

  @ApiProperty({ description: 'Every step was taken' })
  readonly complete: boolean;

  @ApiProperty({ type: [String], description: 'What Dossier can’t reach' })
  readonly notReached: readonly string[];

  @ApiProperty({
    type: [NamingStream],
    description:
      'Streams of others in which the person is named by id, where others may have written about the person in words of ' +
      'their own; at most 200 events. The name of the person in them was erased',
  })
  readonly namedIn: readonly NamingStream[];

  @ApiProperty({
    description: 'Answers and exports that showed the person’s data, by the record of accesses',
  })
  readonly handedOut: HandedOut;
}

const NOT_REACHED = [
  'Backups made before: keys and read models in them, until they are deleted or replaced.',
  'Answers and exports that were handed out before: `handedOut` lists them.',
  'What others wrote about the person in words of their own in the streams of other customers (`namedIn` lists those that ' +
    'name the person), or of deals without a customer.',
  'Files of a MongoDB server, which decides itself when it writes over what was deleted.',
] as const;

export const receiptOf = (
  { _id: customerId, ...erasure }: Read<Erasure>,
  namedIn: readonly NamingStream[],
  handedOut: HandedOut,
): ErasureReceipt => {
  const { requestedAt, requestedBy, reason, caseReference } = erasure;
  const { externalIdsReleasedAt = null, keysDestroyedAt = null, keys = null, erasedAt = null } = erasure;
  const { readModelsPurgedAt = null, remainsOverwrittenAt = null, remains = null } = erasure;
  const steps = [keysDestroyedAt, erasedAt, readModelsPurgedAt, remainsOverwrittenAt];
  return {
    customerId,
    requestedAt,
    requestedBy,
    reason,
    caseReference,
    externalIdsReleasedAt,
    keysDestroyedAt,
    keys,
    erasedAt,
    readModelsPurgedAt,
    remainsOverwrittenAt,
    remains,
    complete: steps.every((at) => at !== null),
    notReached: NOT_REACHED,
    namedIn,
    handedOut,
  };
};
