import { type Consent, consentChannels } from '../customers.events.js';

/** What a customer last said about a consent. */
export type ConsentState = Consent & { readonly given: boolean };

const same =
  ({ purpose, channel }: Consent) =>
  (other: Consent): boolean =>
    other.purpose === purpose && other.channel === channel;

/** What was said last about each consent. */
export const consentsAfter = (
  consents: readonly ConsentState[],
  { purpose, channel }: Consent,
  given: boolean,
): readonly ConsentState[] => {
  const consent = { purpose, ...(channel === undefined ? {} : { channel }), given };
  return [...consents.filter((other) => !same(consent)(other)), consent];
};

/** The purposes that are agreed to for each channel, and those that are agreed to for at least one, without a channel. */
export const agreedTo = (consents: readonly ConsentState[]): readonly Consent[] =>
  [...new Set(consents.map(({ purpose }) => purpose))].flatMap((purpose) => {
    const asSuch = consents.find(same({ purpose }))?.given;
    const by = consentChannels
      .map((channel) => ({ purpose, channel }))
      .filter((consent) => agrees(asSuch, consents.find(same(consent))?.given));
    return by.length === 0 ? [] : [{ purpose }, ...by];
  });

/** Nothing is agreed to where either the purpose as such or the channel was refused. */
const agrees = (asSuch: boolean | undefined, byChannel: boolean | undefined): boolean =>
  asSuch !== false && byChannel !== false && (asSuch ?? byChannel ?? false);
