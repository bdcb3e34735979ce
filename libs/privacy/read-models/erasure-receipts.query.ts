import { accesses, type Accesses } from '../../access/read-models/accesses.projection.js';
import { type Position, type Read, type ReadModels } from '../../event-sourcing/core.js';
import {
  type ErasureReceipt,
  type HandedOutAnswer,
  type NamingStream,
  receiptOf,
} from '../privacy.answers.js';
import { PrivacyError } from '../privacy.errors.js';
import { erasureReceipts } from './erasures.projection.js';
import { type Naming, type Namings } from './namings.projection.js';

/** The most of each that a receipt lists. */
const MOST = 200;

/** Reads receipts of erasures, and what the erasures didn't reach. */
export class ErasureReceipts {
  constructor(
    private readonly readModels: ReadModels,
    private readonly namings: Namings,
  ) {}

  /** @throws PrivacyError `erasure-not-found` when nobody asked for it */
  async receipt(customerId: string, minPosition?: Position): Promise<ErasureReceipt> {
    const options = minPosition === undefined ? {} : { minPosition };
    const erasure = await (await this.readModels.open(erasureReceipts, options)).get(customerId);
    if (!erasure)
      throw new PrivacyError('erasure-not-found', `nobody asked for the erasure of customer ${customerId}`);
    const shown = await this.readModels.open(accesses, options);
    const records = await shown.find({ customerIds: customerId }, { sort: { _id: -1 }, limit: MOST + 1 });
    const answers = records.flatMap((record) => answersTo(customerId, record));
    const handedOut = { latest: answers.slice(0, MOST), more: answers.length > MOST };
    const namings = await this.readModels.open(this.namings, options);
    const named = await namings.find({ named: customerId }, { sort: { _id: 1 }, limit: MOST });
    return receiptOf(erasure, byStream(named), handedOut);
  }
}

/** The latest first. */
const answersTo = (customerId: string, { _id, accesses: recorded }: Read<Accesses>): HandedOutAnswer[] =>
  recorded
    .filter(({ customerIds }) => customerIds.includes(customerId))
    .map(({ operation, subject: actor, client }) => ({
      occurredAt: _id.slice(0, _id.indexOf(' ')),
      operation,
      actor,
      client,
    }))
    .reverse();

const byStream = (namings: readonly Read<Naming>[]): NamingStream[] =>
  [...new Set(namings.map(({ stream }) => stream))].map((stream) => ({
    stream,
    events: namings
      .filter((naming) => naming.stream === stream)
      .map(({ _id: position, revision, type }) => ({ type, revision, position })),
  }));
