import { isDeepStrictEqual } from 'node:util';

/** Whether two values are alike, all that is in them included. */
export const sameValue = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other);

/** Of what is asked for, only what differs from how things are: `{}` when nothing does. */
export const changesTo = <T extends object>(current: T, asked: Partial<T>): Partial<T> => {
  const changes: Partial<T> = {};
  for (const key of Object.keys(asked) as (keyof T)[]) {
    const value = asked[key];
    if (value !== undefined && !sameValue(value, current[key])) changes[key] = value;
  }
  return changes;
};
