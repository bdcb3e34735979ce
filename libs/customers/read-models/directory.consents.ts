import { type Filter } from '../../event-sourcing/core.js';
import { type Consent, type ConsentChannel, consentChannels } from '../customers.events.js';
import { objectionTo, sameConsent, type Wishes } from '../wishes.published.js';

/**
 * The purposes that are agreed to as such, and those that are agreed to for each channel, as `decideConsent` has it but for
 * the time: a consent that expires is among them.
 */
export const agreedTo = (wishes: Wishes): readonly Consent[] => {
  const { consents, restrictedSince } = wishes;
  if (restrictedSince !== undefined || objectionTo(wishes, {})) return [];
  const givenTo = (consent: Consent) => consents.find(sameConsent(consent))?.given;
  return [...new Set(consents.map(({ purpose }) => purpose))]
    .filter((purpose) => !objectionTo(wishes, { purpose }))
    .flatMap((purpose) => {
      const asSuch = givenTo({ purpose });
      if (asSuch === false) return [];
      const by = consentChannels
        .map((channel) => ({ purpose, channel }))
        .filter((consent) => givenTo(consent) ?? asSuch);
      return asSuch ? [{ purpose }, ...by] : by;
    });
};

/** `channel` null or absent: the purpose as such. */
interface Expiring {
  readonly purpose: string;
  readonly channel?: ConsentChannel | null | undefined;
}

/** Where none of the consents that are decisive has expired by then. */
export const unexpired = ({ purpose, channel = null }: Expiring, at: string): Filter => ({
  consents: { $not: { $elemMatch: { purpose, channel: { $in: [channel, null] }, expiresAt: { $lte: at } } } },
});
