import { InvalidCursorError } from '../../event-sourcing/core.js';

/** The last access of a page: the id of the document that it is in, and its index there. */
export interface Mark {
  readonly of: string;
  readonly index: number;
}

export const cursorOf = ({ of, index }: Mark): string =>
  Buffer.from(JSON.stringify([of, index])).toString('base64url');

/** @throws InvalidCursorError */
export const markIn = (cursor: string): Mark => {
  const [of, index] = partsOf(cursor);
  if (typeof of === 'string' && Number.isSafeInteger(index)) return { of, index: Number(index) };
  throw new InvalidCursorError('the cursor is malformed');
};

const partsOf = (cursor: string): readonly unknown[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 2) return parts;
  } catch {
    // Said by the caller.
  }
  return [];
};
