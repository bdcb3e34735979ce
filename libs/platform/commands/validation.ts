import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { DomainError, type FieldProblem } from '../../event-sourcing/core.js';
import { rememberMetadata } from './validation-metadata.js';

rememberMetadata();

/** A request whose form is wrong: every invalid field is named. */
export class InvalidRequestError extends DomainError<'invalid-request'> {
  override readonly name = 'InvalidRequestError';

  constructor(fields: readonly FieldProblem[]) {
    super(
      'invalid-request',
      `the request is invalid: ${fields.map(({ message }) => message).join('; ')}`,
      fields,
    );
  }
}

/** Ids of streams are lower case. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const options: ValidatorOptions = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };

const flatten = (errors: readonly ValidationError[], parent: string): FieldProblem[] =>
  errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = parent === '' ? property : `${parent}.${property}`;
    return [
      ...Object.values(constraints).map((message) => ({ field, message: message.replace(property, field) })),
      ...flatten(children, field),
    ];
  });

/** No request needs more; what is deeper would take the stack with it. */
export const MOST_LEVELS = 16;

/**
 * Texts that are not well-formed and integers that JSON can't carry exactly would not survive being stored. Names that
 * every object inherits would be lost on the way into a class instead of being refused.
 */
const findUnstorable = (value: unknown, field: string, level: number, found: FieldProblem[]): void => {
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
    for (const [key, inner] of Object.entries(value)) {
      const path = field === '' ? key : `${field}.${key}`;
      if (key in Object.prototype) found.push({ field: path, message: `property ${path} should not exist` });
      else findUnstorable(inner, path, level + 1, found);
    }
  }
};

/**
 * A plain object as an instance of the class that describes it.
 * @throws InvalidRequestError naming every field that is wrong or unknown
 */
export const validated = <T extends object>(type: new () => T, plain: unknown): T => {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new InvalidRequestError([{ field: '', message: 'the request must be a JSON object' }]);
  }
  const bad: FieldProblem[] = [];
  findUnstorable(plain, '', 0, bad);
  if (bad.length > 0) throw new InvalidRequestError(bad);
  const instance = plainToInstance(type, plain);
  const errors = flatten(validateSync(instance, options), '');
  if (errors.length > 0) throw new InvalidRequestError(errors);
  return instance;
};
