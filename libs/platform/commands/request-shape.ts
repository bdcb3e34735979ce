import { getMetadataStorage } from 'class-validator';
import { type FieldProblem } from '../../event-sourcing/core.js';
import { shown } from './json-bounds.js';
import { nearestTo } from './nearest.js';

export type RequestClass = abstract new () => object;

/** What a field holds that is no single value, as its decorator says it to the validator. */
export class Holds {
  /** `of` absent: single values; `most` absent: one object, and no list. */
  constructor(
    readonly of: (() => RequestClass) | undefined,
    readonly most?: number,
  ) {}
}

interface FieldShape {
  readonly required: boolean;
  readonly holds: Holds | undefined;
}

type Shape = ReadonlyMap<string, FieldShape>;

/** Errors that an answer names; it counts the rest. */
export const MOST_ERRORS = 20;

/**
 * The part of a plain object that is worth validating: fields that its class knows, no more items of a list than it takes
 * to see that they are too many, and an empty object for what is nested where a single value belongs. What is unknown or
 * missing is added to `found`.
 */
export const fitted = (type: RequestClass, plain: object, found: FieldProblem[], parent = ''): object => {
  const shape = shapeOf(type);
  const fit: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(plain)) {
    const known = shape.get(name);
    if (known) fit[name] = fittedValue(value, known.holds, found, pathTo(parent, name));
    else found.push(unknown(name, shape, parent, found.length < MOST_ERRORS));
  }
  for (const [name, { required }] of shape) {
    const field = pathTo(parent, name);
    if (required && fit[name] === undefined) found.push({ field, message: `${field} is missing` });
  }
  return fit;
};

const fittedValue = (
  value: unknown,
  holds: Holds | undefined,
  found: FieldProblem[],
  path: string,
): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const { of, most } = holds ?? {};
  if (most !== undefined && Array.isArray(value)) {
    const items: readonly unknown[] = value.slice(0, most + 1);
    return items.map((item, index) => fittedItem(item, of, found, pathTo(path, `${index}`)));
  }
  return of && most === undefined ? fittedItem(value, of, found, path) : {};
};

const fittedItem = (
  item: unknown,
  of: (() => RequestClass) | undefined,
  found: FieldProblem[],
  path: string,
): unknown => {
  if (!of) return fittedValue(item, undefined, found, path);
  const isObject = typeof item === 'object' && item !== null && !Array.isArray(item);
  return isObject ? fitted(of(), item, found, path) : NO_OBJECT;
};

/** The validator takes lists and null for objects; a number it refuses. */
const NO_OBJECT = 0;

const pathTo = (parent: string, name: string): string => (parent === '' ? name : `${parent}.${name}`);

const unknown = (name: string, shape: Shape, parent: string, advised: boolean): FieldProblem => {
  const field = shown(pathTo(parent, name));
  if (!advised) return { field, message: `${field} is unknown` };
  const nearest = nearestTo(name, [...shape.keys()]);
  const advice =
    nearest === undefined ? `known are ${[...shape.keys()].join(', ')}` : `did you mean ${nearest}?`;
  return { field, message: `${field} is unknown; ${advice}` };
};

const shapes = new Map<RequestClass, Shape>();

const shapeOf = (type: RequestClass): Shape => {
  const known = shapes.get(type);
  if (known) return known;
  const shape = new Map<string, FieldShape>();
  for (const { propertyName, constraints } of getMetadataStorage().getTargetValidationMetadatas(
    type,
    '',
    false,
    false,
  )) {
    const { required, holds } = shape.get(propertyName) ?? { required: true, holds: undefined };
    const told: readonly unknown[] = constraints ?? [];
    shape.set(propertyName, {
      required: required && !told.some(exceptsAbsence),
      holds: holds ?? told.find((one) => one instanceof Holds),
    });
  }
  shapes.set(type, shape);
  return shape;
};

/** The condition of a field that may be absent: its checks are left out for undefined. */
const exceptsAbsence = (told: unknown): boolean => isCondition(told) && !told({}, undefined);

const isCondition = (told: unknown): told is (object: object, value: unknown) => boolean =>
  typeof told === 'function';
