/** What a customer said of the use of its data, as of a moment. */
export interface WishesAsOf {
  readonly restricted: boolean;
  /** The purposes that it objects to; '' stands for every one. */
  readonly objections: readonly string[];
  /** Consents that hold: purposes, and `purpose/channel`. */
  readonly given: readonly string[];
  /** Consents withdrawn or expired. */
  readonly refused: readonly string[];
}

export const noWishes: WishesAsOf = { restricted: false, objections: [], given: [], refused: [] };

/**
 * Whether data may be used for a purpose, or `purpose/channel`: by the rule of `GET /v1/customers/{id}/consents`, where the
 * strictest statement wins, and a consent to a purpose as such is one on each channel that nothing was said about.
 */
export const consentsTo = ({ restricted, objections, given, refused }: WishesAsOf, name: string): boolean => {
  const [purpose = ''] = name.split('/');
  const said = [name, purpose];
  if (restricted || objections.includes('') || objections.includes(purpose)) return false;
  return !said.some((each) => refused.includes(each)) && said.some((each) => given.includes(each));
};
