import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsUUID,
  Matches,
  type ValidationOptions,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PersonalParameter } from '../access/personal.decorator.js';
import { namePattern } from './openapi.patterns.js';
import { Holds, type RequestClass } from '../commands/request-shape.js';
import { currencies } from '../money/index.js';

/**
 * Decorators for the fields of requests. Each says one thing twice from one place: to the validator, and to the OpenAPI
 * document. So the document can't promise what the validator refuses.
 */
interface FieldOptions {
  readonly optional?: true;
  /** `null` is accepted, too, and says something else than absence does. */
  readonly nullable?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  /** Of a query: it is searched, filtered or sorted by personal data, with any value or with these. */
  readonly personal?: true | readonly string[];
}

const field = (
  { optional, nullable = false, description, example, personal }: FieldOptions,
  schema: ApiPropertyOptions,
  ...checks: PropertyDecorator[]
): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      ...schema,
      required: optional !== true,
      ...(nullable ? { nullable } : {}),
      ...(description === undefined ? {} : { description }),
      ...(example === undefined ? {} : { example }),
    } as ApiPropertyOptions),
    // Only absence makes a field optional: `null` is a value, and a wrong one where the field isn't nullable.
    ...(optional || nullable
      ? [ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null))]
      : []),
    ...(personal === undefined ? [] : [PersonalParameter(personal === true ? undefined : personal)]),
    ...checks,
  );

/** Whether a text has so many characters at most, as JSON Schema counts them: code points, of one or two units each. */
const isAsShortAs = (text: string, max: number): boolean => {
  if (text.length <= max) return true;
  if (text.length > 2 * max) return false;
  let count = 0;
  for (const _ of text) count += 1;
  return count <= max;
};

/** `message` is reported when the check fails. Two checks of one field need two names. */
const Check = (
  name: string,
  validate: (value: unknown) => boolean,
  message: string,
  { holds, ...options }: ValidationOptions & { readonly holds?: Holds } = {},
): PropertyDecorator =>
  ValidateBy(
    { name, constraints: holds ? [holds] : [], validator: { validate, defaultMessage: () => message } },
    options,
  );

/** Passes what is no text: another check names that. */
const Characters = (max: number, options?: ValidationOptions): PropertyDecorator =>
  Check(
    'characters',
    (value) => typeof value !== 'string' || isAsShortAs(value, max),
    `$property must be no longer than ${max} characters`,
    options,
  );

/**
 * Something that can be seen, and no NUL, which not every store can keep in an index. White space is listed where regular
 * expressions differ on it; the rest are formatting marks and letters without a shape.
 */
const NOT_BLANK =
  // eslint-disable-next-line no-control-regex -- NUL is what it is about
  /^[^\x00]*[^\s\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0][^\x00]*$/;

/** Passes what is no text: another check names that. */
const Lacks = (character: string): PropertyDecorator =>
  Check(
    'lacks',
    (value) => typeof value !== 'string' || !value.includes(character),
    `$property must have no "${character}" in it`,
  );

const VISIBLE = namePattern(NOT_BLANK.source, 'VisibleText', 'Holds something that can be seen, and no NUL');

/** Each of the pattern's classes says what a character of the text must not be. */
const notBlankWithout = (character: string): string =>
  character === ''
    ? VISIBLE
    : namePattern(
        NOT_BLANK.source.replaceAll('[^', `[^${character}`),
        `VisibleTextWithoutU${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
        `Holds something that can be seen, no NUL and no "${character}"`,
      );

/** A text that is not blank; `without`: a character that must not be in it, of those that stand for themselves in a class. */
export const Text = ({
  max,
  without = '',
  ...options
}: FieldOptions & { readonly max: number; readonly without?: string }): PropertyDecorator =>
  field(
    options,
    { type: 'string', minLength: 1, maxLength: max, pattern: notBlankWithout(without) },
    Matches(NOT_BLANK, { message: '$property must be a text that is not blank' }),
    ...(without === '' ? [] : [Lacks(without)]),
    Characters(max),
  );

const HasLength = (min: number, max: number, of?: () => RequestClass): PropertyDecorator =>
  Check(
    'hasLength',
    (value) => Array.isArray(value) && value.length >= min && value.length <= max,
    `$property must be a list of ${min} to ${max} items`,
    { holds: new Holds(of, max) },
  );

/** A list of texts, none blank. */
export const TextList = ({
  max,
  items,
  ...options
}: FieldOptions & { readonly max: number; readonly items: number }): PropertyDecorator =>
  field(
    options,
    {
      type: 'array',
      maxItems: items,
      items: { type: 'string', minLength: 1, maxLength: max, pattern: VISIBLE },
    },
    HasLength(0, items),
    Matches(NOT_BLANK, { each: true, message: 'each of $property must be a text that is not blank' }),
    Characters(max, { each: true }),
  );

/** A list of texts in a query, where one arrives as a text, and several as a list. */
export const TextsParameter = (options: Parameters<typeof TextList>[0]): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value)),
    TextList(options),
  );

/** One of a fixed set of words. */
export const OneOf = (values: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field(options, { type: 'string', enum: [...values] }, IsIn([...values]));

/** A UUID in any of its versions. Upper case means the same, and is stored as lower case: streams are named by it. */
export const Uuid = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', format: 'uuid' },
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    IsUUID('loose'),
  );

export const Flag = (options: FieldOptions = {}): PropertyDecorator =>
  field(options, { type: 'boolean' }, IsBoolean());

/** A flag in a query, where it arrives as text. */
export const FlagParameter = (options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    Flag(options),
  );

/** A whole number. */
export const Whole = ({
  min,
  max,
  ...options
}: FieldOptions & { readonly min: number; readonly max: number }): PropertyDecorator =>
  field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    Check(
      'whole',
      (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
      `$property must be a whole number from ${min} to ${max}`,
    ),
  );

const WHOLE = /^-?\d{1,15}$/;

/** A whole number in a query, where it arrives as text; a text that is none stays one, and is refused. */
export const WholeParameter = (options: Parameters<typeof Whole>[0]): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && WHOLE.test(value) ? Number(value) : value,
    ),
    Whole(options),
  );

/** The most that one amount may be, in minor units: a million million, far inside the safe integers. */
export const MAX_MINOR = 1_000_000_000_000_00;

/** An amount of money in minor units (cents), never negative. */
export const MinorUnits = (options: FieldOptions = {}): PropertyDecorator =>
  Whole({ min: 0, max: MAX_MINOR, ...options });

/** An ISO 4217 currency code, of a currency that is or was. */
export const Currency = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { enum: [...currencies], enumName: 'Currency', example: 'EUR' },
    IsIn(currencies, { message: '$property must be an ISO 4217 code such as EUR' }),
  );

/** At most nanoseconds: RFC 3339 sets no limit to the digits, and reading a million of them takes time. */
const INSTANT =
  /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
const DAY = /^\d{4}-\d\d-\d\d$/;

const isCalendarDay = (text: string): boolean => {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/** Times are compared as texts, so that in UTC, too, the year must have four digits. */
const hasFourDigitYear = (time: number): boolean =>
  !Number.isNaN(time) && /^\d{4}-/.test(new Date(time).toISOString());

const isInstant = (text: unknown): boolean =>
  typeof text === 'string' &&
  INSTANT.test(text) &&
  isCalendarDay(text.slice(0, 10)) &&
  hasFourDigitYear(Date.parse(text));

/** A moment with its offset from UTC, by RFC 3339. */
export const Instant = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', format: 'date-time' },
    Check('instant', isInstant, '$property must be a time such as 2026-03-01T09:30:00Z'),
  );

const isDay = (value: unknown): value is string =>
  typeof value === 'string' && DAY.test(value) && isCalendarDay(value);

/** A moment to look back from, or a day (UTC), which stands for its end and arrives as the moment that this is. */
export const InstantOrDay = (options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (isDay(value) ? `${value}T23:59:59.999Z` : value)),
    field(
      options,
      {
        anyOf: [
          { type: 'string', format: 'date-time' },
          { type: 'string', format: 'date' },
        ],
      },
      Check(
        'instantOrDay',
        isInstant,
        '$property must be a time such as 2026-03-01T09:30:00Z, or a day such as 2026-03-01',
      ),
    ),
  );

/** A calendar day. */
export const Day = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: 'string', format: 'date' },
    Check('day', isDay, '$property must be a day such as 2026-03-01'),
  );

/** An object with fields of its own. */
export const Nested = (of: () => RequestClass, options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: () => of() },
    Check(
      'object',
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      '$property must be an object',
      { holds: new Holds(of) },
    ),
    ValidateNested(),
    Type(of),
  );

/** A list of objects with fields of their own. */
export const ListOf = (
  of: () => RequestClass,
  { min = 0, max, ...options }: FieldOptions & { readonly min?: number; readonly max: number },
): PropertyDecorator =>
  field(
    options,
    { type: () => of(), isArray: true, minItems: min, maxItems: max },
    HasLength(min, max, of),
    ValidateNested({ each: true, message: 'each of $property must be an object' }),
    Type(of),
  );
