import { ApiProperty } from '@nestjs/swagger';
import { type Read } from '../event-sourcing/core.js';
import { type Erasure } from './read-models/erasures.projection.js';

const when = { type: 'string', format: 'date-time', nullable: true } as const;

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

  @ApiProperty({ ...when, description: 'Since when nothing stored about the person can be decrypted' })
  readonly keysDestroyedAt: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'How many keys there were' })
  readonly keys: number | null;

  @ApiProperty({ ...when, description: 'Since when commands about the customer are refused' })
  readonly erasedAt: string | null;

  @ApiProperty({ ...when, description: 'Since when no read model that is served has the person' })
  readonly readModelsPurgedAt: string | null;

  @ApiProperty({ description: 'Every step was taken' })
  readonly complete: boolean;

  @ApiProperty({ type: [String], description: 'What Dossier can’t reach' })
  readonly notReached: readonly string[];
}

const NOT_REACHED = [
  'Backups made before: keys and read models in them, until they are deleted or replaced.',
  'Answers and exports that were handed out before.',
  'What others wrote about the person in the streams of other customers, or of deals without a customer.',
  'Freed pages of embedded stores, until they are written over.',
  'Read models that were replaced by a rebuild in the last minute, until they are dropped.',
] as const;

export const receiptOf = ({ _id: customerId, ...erasure }: Read<Erasure>): ErasureReceipt => {
  const { requestedAt, requestedBy, reason, caseReference } = erasure;
  const { keysDestroyedAt = null, keys = null, erasedAt = null, readModelsPurgedAt = null } = erasure;
  return {
    customerId,
    requestedAt,
    requestedBy,
    reason,
    caseReference,
    keysDestroyedAt,
    keys,
    erasedAt,
    readModelsPurgedAt,
    complete: keysDestroyedAt !== null && erasedAt !== null && readModelsPurgedAt !== null,
    notReached: NOT_REACHED,
  };
};
