export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A setting: how it is read, what it is when absent, and the line about it in the README. */
export interface Setting<T> {
  readonly variable: string;
  readonly fallback: string;
  readonly about: string;
  /** The value; undefined for a text that has none. */
  readonly parse: (text: string) => T | undefined;
  /** Ends the sentence "<VARIABLE> must be …". */
  readonly must: string;
  /** No sentence shows the value. */
  readonly secret?: true;
}

/** A setting among others, when the type of its value doesn't matter. */
export type AnySetting = Setting<unknown>;

export const setting = <T>(definition: Setting<T>) => definition;

export const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);

export const trueOrFalse = (text: string): boolean | undefined =>
  text === 'true' || text === 'false' ? text === 'true' : undefined;

export const numberBetween = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  return text.trim() !== '' && value >= least && value <= most ? value : undefined;
};

/**
 * The value that an environment gives a setting.
 * @throws ConfigError a sentence that names the variable
 */
export const valueIn = <T>(
  environment: Readonly<Record<string, string | undefined>>,
  { variable, fallback, must, parse, secret }: Setting<T>,
): T => {
  const text = environment[variable] ?? fallback;
  const value = parse(text);
  if (value !== undefined) return value;
  const shown = secret ? '' : `; it is ${JSON.stringify(text.replace(/\/\/[^@/]*@/, '//…@'))}`;
  throw new ConfigError(`${variable} must be ${must}${shown}`);
};
