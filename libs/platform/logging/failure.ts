/** What a log says of a failure. */
export interface LoggedFailure {
  readonly error: string;
  readonly code?: string;
  /** Where it was thrown: function, file and line. */
  readonly at?: string;
}

/**
 * Whether an error is one of this program's own, which have their name as a property of the instance: their messages are
 * made of streams, positions and settings. Messages of others may quote what they failed on.
 */
const isOurs = (error: unknown): error is Error => error instanceof Error && Object.hasOwn(error, 'name');

/** A line for the log about a failure: the sentence of an error of our own; what another is, and where it was thrown. */
export const failureLine = (error: unknown): string => {
  if (isOurs(error)) return `${error.name}: ${error.message}`;
  const { error: kind, code, at } = loggedFailure(error);
  return [kind, code, at && `at ${at}`].filter((part) => part !== undefined).join(' ');
};

const LONGEST = 200;
const CODE = /^[\w-]{1,60}$/;

/**
 * What a failure that nobody foresaw is, and where it was thrown. Its message stays out of the log: it may quote what it
 * failed on, a name or an address as likely as not.
 */
export const loggedFailure = (error: unknown): LoggedFailure => {
  if (!(error instanceof Error)) return { error: typeof error };
  const code =
    'code' in error && typeof error.code === 'string' && CODE.test(error.code) ? error.code : undefined;
  const frame = /^ {4}at (.+)$/m.exec(error.stack ?? '')?.[1]?.slice(0, LONGEST);
  return {
    error: error.constructor.name,
    ...(code === undefined ? {} : { code }),
    ...(frame === undefined ? {} : { at: frame }),
  };
};
