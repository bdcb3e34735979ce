import { ApiProperty } from '@nestjs/swagger';
import { type PersonalData } from './personal-data.js';
import { type PersonalKind } from './masks.js';

type Fields = Readonly<Record<string, unknown>>;

/** Masks a value by what stands beside it in its object. */
export type MaskBeside = (value: unknown, beside: Fields, personal: PersonalData) => unknown;

export interface PersonalField {
  readonly mask: PersonalKind | MaskBeside;
  /** The field beside it that has the id of the customer whom it tells about. */
  readonly customer: string;
}

const PERSONAL = 'dossier:personal';
const PROPERTIES = 'swagger/apiModelProperties';

export const MASKED_WITHOUT = 'Masked without the scope pii:read';

const sentences = (...texts: readonly (string | undefined)[]): string =>
  texts.filter((text) => text !== undefined && text !== '').join('. ');

const descriptionOf = (target: object, key: string | symbol): string | undefined => {
  const { description } = (Reflect.getMetadata(PROPERTIES, target, key) ?? {}) as { description?: string };
  return description;
};

/**
 * A field of an answer that tells about a person: it is masked for callers without `pii:read`, and recorded where it is
 * shown. Stands above `ApiProperty`, whose description then says so. `customer`: the field beside it with the id of the
 * person; where there is none, the id is that of the objects around it, or of the path.
 */
export const Personal =
  (mask: PersonalField['mask'], customer = 'customerId'): PropertyDecorator =>
  (target, key) => {
    Reflect.defineMetadata(PERSONAL, { mask, customer } satisfies PersonalField, target, key);
    ApiProperty({ description: sentences(descriptionOf(target, key), MASKED_WITHOUT) })(target, key);
  };

/** What `Personal` says of a field. */
export const personalField = (prototype: object, field: string): PersonalField | undefined =>
  Reflect.getMetadata(PERSONAL, prototype, field) as PersonalField | undefined;

const PARAMETERS = 'dossier:personal-parameters';

/** Of a parameter that is personal: which of its values are; absent: all. */
type PersonalParameters = ReadonlyMap<string, readonly string[] | undefined>;

/** The parameters of a class of queries that search, filter or sort by personal data. */
export const personalParametersOf = (prototype: object): PersonalParameters =>
  (Reflect.getMetadata(PARAMETERS, prototype) as PersonalParameters | undefined) ?? new Map();

/** A parameter of queries that searches, filters or sorts by personal data, with all its values or with these. */
export const PersonalParameter =
  (values?: readonly string[]): PropertyDecorator =>
  (target, key) => {
    const refused = values === undefined ? 'Refused' : `${values.join(', ')}: refused`;
    Reflect.defineMetadata(
      PARAMETERS,
      new Map([...personalParametersOf(target), [String(key), values]]),
      target,
    );
    ApiProperty({
      description: sentences(descriptionOf(target, key), `${refused} without the scope pii:read`),
    })(target, key);
  };
