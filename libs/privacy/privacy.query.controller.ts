import { type Position } from '../event-sourcing/core.js';
import { Answers, Id, MinPosition, QueryController } from '../platform/index.js';
import { ErasureReceipt } from './privacy.answers.js';
import { type PrivacyErrorCode } from './privacy.errors.js';
import { ErasureReceipts } from './read-models/erasure-receipts.query.js';

export const privacyProblems = {
  'customer-not-found': 404,
  'customer-erased': 410,
  'erasure-not-found': 404,
  'scope-missing': 403,
  'rule-not-found': 404,
  'rule-required': 422,
  'as-of-in-future': 422,
  'more-due-than-expected': 409,
  'carry-out-not-found': 404,
} satisfies Record<PrivacyErrorCode, number>;

@QueryController('privacy', 'crm:admin', privacyProblems)
export class PrivacyQueryController {
  constructor(private readonly receipts: ErasureReceipts) {}

  @Answers(ErasureReceipt, {
    path: 'customers/:id/erasure',
    id: 'getErasure',
    summary: 'Get the receipt of an erasure',
    about:
      'What was done about a person who asked to be forgotten, when, and what Dossier can’t reach, by stream and by answer. Refuses when nobody asked.',
    refuses: { 'erasure-not-found': 404 },
  })
  receipt(@Id() id: string, @MinPosition() minPosition?: Position): Promise<ErasureReceipt> {
    return this.receipts.receipt(id, minPosition);
  }
}
