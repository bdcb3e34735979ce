import { describe, expect, it } from '@jest/globals';
import { type ConsentVerdict, decideConsent, type Said } from './consent-decision.js';
import { type Statement } from './consents.projection.js';

const at = '2026-06-01T12:00:00.000Z';
const later = '2026-06-01T12:00:00.001Z';

const statement = (type: Statement['type'], more: Partial<Statement> = {}): Statement => ({
  ...{ customerId: 'ada', subject: '', position: '7', revision: 3, occurredAt: at, recordedAt: at },
  type,
  ...more,
});

const given = statement('ConsentGiven');
const withdrawn = statement('ConsentWithdrawn');
const ending = (expiresAt: string) => statement('ConsentGiven', { expiresAt });
const objected = statement('ObjectionRaised');
const restricted = statement('ProcessingRestricted');

const nothing: Said = {
  restriction: undefined,
  objectionToAll: undefined,
  objection: undefined,
  purpose: undefined,
  channel: undefined,
};

describe('a decision about consent', () => {
  it.each<[string, Partial<Said>, ConsentVerdict, keyof Said | undefined]>([
    ['nothing was ever said', {}, 'never-given', undefined],
    ['the purpose was agreed to', { purpose: given }, 'given', 'purpose'],
    ['the channel was agreed to', { channel: given }, 'given', 'channel'],
    ['both were agreed to', { purpose: given, channel: given }, 'given', 'channel'],
    ['the channel was refused', { purpose: given, channel: withdrawn }, 'withdrawn', 'channel'],
    ['the purpose was refused', { purpose: withdrawn, channel: given }, 'withdrawn', 'purpose'],
    ['the consent ends at that moment', { purpose: ending(at) }, 'expired', 'purpose'],
    ['the consent ends after that', { purpose: ending(later) }, 'given', 'purpose'],
    ['the purpose has expired', { purpose: ending(at), channel: given }, 'expired', 'purpose'],
    ['the purpose is objected to', { purpose: given, objection: objected }, 'objected', 'objection'],
    ['all is objected to', { channel: given, objectionToAll: objected }, 'objected', 'objectionToAll'],
    [
      'an objection was withdrawn',
      { purpose: given, objection: statement('ObjectionWithdrawn') },
      'given',
      'purpose',
    ],
    [
      'processing is restricted',
      { purpose: given, objection: objected, restriction: restricted },
      'restricted',
      'restriction',
    ],
    [
      'it no longer is',
      { purpose: given, restriction: statement('ProcessingRestrictionLifted') },
      'given',
      'purpose',
    ],
  ])('when %s', (_, said, verdict, because) => {
    const all = { ...nothing, ...said };
    expect(decideConsent(all, at)).toEqual({ verdict, because: because && all[because] });
  });

  it('names the very statement that decides', () => {
    const all = { ...nothing, purpose: withdrawn, channel: given };
    expect(decideConsent(all, at).because).toBe(withdrawn);
  });
});
