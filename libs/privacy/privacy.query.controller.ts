import { type Position, ReadModels } from '../event-sourcing/core.js';
import { Answers, Id, MinPosition, QueryController } from '../platform/index.js';
import { ErasureReceipt, receiptOf } from './privacy.answers.js';
import { PrivacyError, type PrivacyErrorCode } from './privacy.errors.js';
import { erasureReceipts } from './read-models/erasures.projection.js';

export const privacyProblems = {
  'customer-not-found': 404,
  'customer-erased': 410,
  'erasure-not-found': 404,
  'scope-missing': 403,
} satisfies Record<PrivacyErrorCode, number>;

@QueryController('privacy', 'crm:admin', privacyProblems)
export class PrivacyQueryController {
  constructor(private readonly readModels: ReadModels) {}

  @Answers(ErasureReceipt, {
    path: 'customers/:id/erasure',
    id: 'getErasure',
    summary: 'Get the receipt of an erasure',
    about:
      'What was done about a person who asked to be forgotten, when, and what Dossier can’t reach. Refuses when nobody asked.',
    refuses: { 'erasure-not-found': 404 },
  })
  async receipt(@Id() id: string, @MinPosition() minPosition?: Position): Promise<ErasureReceipt> {
    const model = await this.readModels.open(
      erasureReceipts,
      minPosition === undefined ? {} : { minPosition },
    );
    const erasure = await model.get(id);
    if (!erasure)
      throw new PrivacyError('erasure-not-found', `nobody asked for the erasure of customer ${id}`);
    return receiptOf(erasure);
  }
}
