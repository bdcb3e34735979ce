import { fieldsOf } from './fields-of.js';

/** How values of a kind are masked: enough of them stays to tell two apart at a glance, and too little to know one. */
export const kinds = ['name', 'e-mail', 'phone', 'contact-point', 'text'] as const;
export type PersonalKind = (typeof kinds)[number];

/** What is left of a value of which nothing is shown. */
export const MASKED = '…';

/** In digits: of a shorter number, the last two are too much of it. */
const SHORTEST_PHONE = 6;

const initial = (word: string): string => `${[...word][0] ?? ''}${MASKED}`;

/** `A… L…` of `Ada Lovelace`. */
const name = (text: string): string => text.trim().split(/\s+/).map(initial).join(' ');

/** `a…@e….org` of `ada@example.org`. */
const mailAddress = (text: string): string => {
  const at = text.lastIndexOf('@');
  const host = text.slice(at + 1);
  if (at < 1 || host === '') return MASKED;
  const dot = host.lastIndexOf('.');
  return `${initial(text)}@${initial(host)}${dot > 0 ? host.slice(dot) : ''}`;
};

/** `…56` of `+49 30 123456`. */
const phone = (text: string): string => {
  const digits = text.replaceAll(/\D/g, '');
  return digits.length < SHORTEST_PHONE ? MASKED : `${MASKED}${digits.slice(-2)}`;
};

const ofText: Readonly<Record<PersonalKind, (text: string) => string>> = {
  name,
  'e-mail': mailAddress,
  phone,
  'contact-point': () => MASKED,
  text: () => MASKED,
};

/** Keeps what says nothing of a person: which point it is, and of which kind. */
const contactPoint = ({ value, network, ...point }: Readonly<Record<string, unknown>>): unknown => ({
  ...point,
  ...(value === undefined ? {} : { value: mask(kindOfPoint(point.kind), value) }),
  ...(network === undefined ? {} : { network: mask('text', network) }),
});

/** How the value of a contact point of this kind is masked. */
export const kindOfPoint = (kind: unknown): PersonalKind =>
  kind === 'e-mail' || kind === 'phone' ? kind : 'text';

/**
 * A personal value as those see it who may not see personal data: of a list each item, of an object each value is masked.
 * What is absent, null or empty stays so.
 */
export const mask = (kind: PersonalKind, value: unknown): unknown => {
  if (value === undefined || value === null || value === '') return value;
  if (typeof value === 'string') return ofText[kind](value);
  if (Array.isArray(value)) return value.map((item: unknown) => mask(kind, item));
  const fields = fieldsOf(value);
  if (fields === undefined) return MASKED;
  if (kind === 'contact-point') return contactPoint(fields);
  return Object.fromEntries(Object.entries(fields).map(([field, each]) => [field, mask('text', each)]));
};
