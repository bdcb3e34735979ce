import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { DomainError, type FieldProblem } from '../../event-sourcing/core.js';
import { findUnstorable } from './json-bounds.js';
import { fitted, MOST_ERRORS } from './request-shape.js';
import { rememberMetadata } from './validation-metadata.js';

rememberMetadata();

/** A request whose form is wrong: every invalid field is named, or the first 20 and how many there are besides. */
export class InvalidRequestError extends DomainError<'invalid-request'> {
  override readonly name = 'InvalidRequestError';
  /** How many further problems there are. */
  readonly more: number;

  constructor(problems: readonly FieldProblem[]) {
    const named = problems.slice(0, MOST_ERRORS);
    const more = problems.length - named.length;
    const rest = more > 0 ? `; and ${more} more` : '';
    super(
      'invalid-request',
      `the request is invalid: ${named.map(({ message }) => message).join('; ')}${rest}`,
      named,
    );
    this.more = more;
  }
}

/** Ids of streams are lower case. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const options: ValidatorOptions = { forbidUnknownValues: true };

const flatten = (errors: readonly ValidationError[], parent: string): FieldProblem[] =>
  errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = parent === '' ? property : `${parent}.${property}`;
    return [
      ...Object.values(constraints).map((message) => ({ field, message: message.replace(property, field) })),
      ...flatten(children, field),
    ];
  });

/**
 * A plain object as an instance of the class that describes it.
 * @throws InvalidRequestError naming every field that is wrong or unknown
 */
export const validated = <T extends object>(type: new () => T, plain: unknown): T => {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new InvalidRequestError([{ field: '', message: 'the request must be a JSON object' }]);
  }
  const found: FieldProblem[] = [];
  findUnstorable(plain, found);
  if (found.length > 0) throw new InvalidRequestError(found);
  const instance = plainToInstance(type, fitted(type, plain, found));
  const named = new Set(found.map(({ field }) => field));
  const wrong = flatten(validateSync(instance, options), '').filter(({ field }) => !named.has(field));
  if (found.length + wrong.length > 0) throw new InvalidRequestError([...found, ...wrong]);
  return instance;
};
