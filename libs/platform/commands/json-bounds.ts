import { type FieldProblem } from '../../event-sourcing/core.js';

/** How deep a request may be nested: no request needs more, and what is deeper would take the stack with it. */
export const MOST_LEVELS = 16;

/** Fields, elements, objects and lists that a request may hold together, at all depths: five times what the largest needs. */
export const MOST_VALUES = 5_000;

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const OBJECT = '{'.charCodeAt(0);
const LIST = '['.charCodeAt(0);

/**
 * Whether JSON holds no more values than a request may. Told from its text, before anything is made of it, and given up
 * at the first that is too many. What is no JSON passes: the parser refuses it.
 */
export const holdsFewEnough = (json: string): boolean => {
  // So short a text is read faster than it is counted.
  if (json.length <= 2 * MOST_VALUES) return true;
  let values = 0;
  let inText = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json.charCodeAt(index);
    if (inText) {
      if (character === BACKSLASH) index += 1;
      else if (character === QUOTE) inText = false;
    } else if (character === QUOTE) {
      inText = true;
    } else if (character === COMMA || character === OBJECT || character === LIST) {
      values += 1;
      if (values > MOST_VALUES) return false;
    }
  }
  return true;
};

export const TOO_MANY_VALUES: FieldProblem = {
  field: '',
  message: `the request holds more than ${MOST_VALUES} fields, elements, objects and lists together`,
};

/**
 * Texts that are not well-formed and integers that JSON can't carry exactly would not survive being stored; they are added
 * to `found`, and so is what is nested too deeply.
 */
export const findUnstorable = (value: unknown, found: FieldProblem[], field = '', level = 0): void => {
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\u0000'))
      found.push({ field, message: `${field} holds characters that are not valid text` });
  } else if (typeof value === 'number') {
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      found.push({ field, message: `${field} is too large a number to be kept exactly` });
  } else if (typeof value === 'object' && value !== null) {
    if (level > MOST_LEVELS) {
      found.push({ field, message: `${field} is nested too deeply` });
      return;
    }
    for (const [key, inner] of Object.entries(value))
      findUnstorable(inner, found, field === '' ? shown(key) : shown(`${field}.${key}`), level + 1);
  }
};

const MOST_SHOWN = 80;

/** What a caller sent, short enough to be shown in an answer. */
export const shown = (text: string): string =>
  text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
