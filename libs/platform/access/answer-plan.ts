import { fieldsOf } from './fields-of.js';
import { mask } from './masks.js';
import { type PersonalField, personalField } from './personal.decorator.js';
import { type PersonalData } from './personal-data.js';

const PROPERTIES = 'swagger/apiModelProperties';
const PROPERTY_NAMES = 'swagger/apiModelPropertiesArray';

type AnswerClass = abstract new (...args: never[]) => object;
type Fields = Readonly<Record<string, unknown>>;

/** Where the personal fields are within the answers of a class. */
interface Plan {
  readonly fields: Map<string, PersonalField | Plan>;
}

const plans = new WeakMap<AnswerClass, Plan>();

const isClass = (value: unknown): value is AnswerClass =>
  typeof value === 'function' && fieldsOf(value.prototype) !== undefined;

/** The class of a property's values or items, as the OpenAPI document has it; undefined where they are no objects. */
const classOf = (prototype: object, property: string): AnswerClass | undefined => {
  const { type } = (Reflect.getMetadata(PROPERTIES, prototype, property) ?? {}) as { type?: unknown };
  // Swagger takes a class that is yet to be defined as a function with this name.
  const named = typeof type === 'function' && type.name === 'type' ? (type as () => unknown)() : type;
  const [one] = [named].flat();
  return isClass(one) ? one : undefined;
};

/** Found out once for each class, by what `Personal` says of its fields and of those of the classes within it. */
const planOf = (type: AnswerClass, beingMade: ReadonlySet<Plan> = new Set()): Plan => {
  const known = plans.get(type);
  if (known) return known;
  const plan: Plan = { fields: new Map() };
  // A class may hold others of itself.
  plans.set(type, plan);
  const around = new Set([...beingMade, plan]);
  const prototype = type.prototype as object;
  const names = (Reflect.getMetadata(PROPERTY_NAMES, prototype) ?? []) as readonly string[];
  for (const property of names.map((name) => name.slice(1))) {
    const personal = personalField(prototype, property);
    const within = personal ? undefined : classOf(prototype, property);
    const found = personal ?? (within && planOf(within, around));
    if (found && ('mask' in found || found.fields.size > 0 || around.has(found)))
      plan.fields.set(property, found);
  }
  return plan;
};

/** Whether answers of this class can hold personal data. */
export const isPersonal = (type: AnswerClass): boolean => planOf(type).fields.size > 0;

/** What an answer is about, as its request says. */
export interface AnswerAbout {
  /** The customer. */
  readonly customer?: string | undefined;
  /** Something else, such as a deal. */
  readonly thing?: string | undefined;
}

/**
 * Whose personal data an answer of this class holds: the customers that it names beside it or in it, or else the one that it
 * is about. Where no customer is known, it is that of the thing that it stands in, as of a deal that has no customer yet.
 */
export const customersIn = (
  type: AnswerClass,
  answer: unknown,
  { customer, thing }: AnswerAbout,
  personal: PersonalData,
): readonly string[] => {
  const found = new Set<string>();
  collect({ found, thing, personal }, planOf(type), answer, customer);
  return [...found];
};

interface Collecting extends Pick<AnswerAbout, 'thing'> {
  readonly found: Set<string>;
  readonly personal: PersonalData;
}

const collect = (collecting: Collecting, plan: Plan, value: unknown, about: string | undefined): void => {
  if (Array.isArray(value)) {
    for (const item of value) collect(collecting, plan, item, about);
    return;
  }
  const fields = fieldsOf(value);
  if (fields === undefined) return;
  const own = idIn(fields, 'customerId') ?? about;
  for (const [name, field] of plan.fields) {
    if (!('mask' in field)) collect(collecting, field, fields[name], own);
    else if (isThere(fields[name])) {
      const within = fieldsOf(fields[name]) ?? {};
      const whose = idIn(fields, field.customer) ?? idIn(within, 'customerId') ?? own;
      const of = whose ?? thingIn(collecting, field, name, fields);
      if (of !== undefined) collecting.found.add(of);
    }
  }
};

/** Where no customer is known: what a field is in that really holds something personal. */
const thingIn = (
  { thing, personal }: Collecting,
  field: PersonalField,
  name: string,
  fields: Fields,
): string | undefined => {
  const of = thing ?? idIn(fields, 'id');
  if (of === undefined) return undefined;
  const shown = maskedField(field, fields[name], fields, personal);
  return JSON.stringify(shown) === JSON.stringify(fields[name]) ? undefined : of;
};

const idIn = (fields: Fields, name: string): string | undefined => {
  const id = fields[name];
  return typeof id === 'string' ? id : undefined;
};

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** An answer of this class as those see it who may not see personal data. */
export const maskedAnswer = (type: AnswerClass, answer: unknown, personal: PersonalData): unknown =>
  maskedBy(planOf(type), answer, personal);

const maskedBy = (plan: Plan, value: unknown, personal: PersonalData): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => maskedBy(plan, item, personal));
  const fields = fieldsOf(value);
  if (fields === undefined) return value;
  const shown: Record<string, unknown> = { ...fields };
  for (const [name, found] of plan.fields)
    if (fields[name] !== undefined) shown[name] = maskedField(found, fields[name], fields, personal);
  return shown;
};

const maskedField = (
  found: PersonalField | Plan,
  value: unknown,
  beside: Fields,
  personal: PersonalData,
): unknown => {
  if (!('mask' in found)) return maskedBy(found, value, personal);
  return typeof found.mask === 'string' ? mask(found.mask, value) : found.mask(value, beside, personal);
};
