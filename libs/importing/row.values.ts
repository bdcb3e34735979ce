import { derivedId } from '../event-sourcing/core.js';
import { amountReader } from './amounts.js';
import { dateReader } from './dates.js';
import {
  type ColumnValue,
  type Condition,
  type Constant,
  type Conversion,
  type InputFormat,
  type ObjectValue,
  type Value,
} from './mapping.js';
import { type Row } from './rows.js';

type Json = Constant | readonly Json[] | { readonly [field: string]: Json };
export type JsonFields = Readonly<Record<string, Json>>;

/** A row's value that is not what the mapping says it is. */
export class RowValueError extends Error {
  override readonly name = 'RowValueError';
}

/** The text of a row's column after repairs; undefined: there is nothing. */
export type ReadColumn = (row: Row, column: string) => string | undefined;

export const columnReader = ({ empty, replace }: InputFormat): ReadColumn => {
  const nothing = new Set(empty);
  const repairs = new Map(
    Object.entries(replace).map(([column, texts]) => [column, new Map(Object.entries(texts))]),
  );
  return (row, column) => {
    const text = row.values[column]?.trim() ?? '';
    if (nothing.has(text)) return undefined;
    return repairs.get(column)?.get(text) ?? text;
  };
};

/** Makes one value of a row; undefined: it is absent. */
type Evaluator = (row: Row) => Json | undefined;

/**
 * A value of a mapping, ready to be made from many rows. Lists and objects leave out what is absent, and are absent
 * themselves when they are made from columns and all of these are.
 * @throws RowValueError (the evaluator) when a text is not what it should be
 */
export const evaluator = (value: Value, read: ReadColumn): Evaluator => {
  switch (value.kind) {
    case 'constant':
      return () => value.value;
    case 'template':
      return (row) => filled(value.parts, value.columns, (column) => read(row, column));
    case 'column':
      return columnEvaluator(value, read);
    case 'derivedId': {
      const parts = value.parts.map((part) => evaluator(part, read));
      return (row) => {
        const texts = parts.map((part) => part(row)).filter((part) => part !== undefined);
        return texts.length < parts.length ? undefined : derivedId('import', ...texts.map(asText));
      };
    }
    case 'list': {
      const items = value.items.map((item) => evaluator(item, read));
      const constant = value.items.every(isConstant);
      return (row) => {
        const list = items.map((item) => item(row)).filter((item) => item !== undefined);
        return list.length === 0 && !constant ? undefined : list;
      };
    }
    case 'object': {
      const fields = objectEvaluator(value, read);
      const live = Object.entries(value.fields).filter(([, field]) => !isConstant(field));
      return (row) => {
        const made = fields(row);
        return live.length > 0 && live.every(([name]) => made[name] === undefined) ? undefined : made;
      };
    }
  }
};

/** The fields of a command's body; the body itself is never absent. */
export const objectEvaluator = ({ fields }: ObjectValue, read: ReadColumn): ((row: Row) => JsonFields) => {
  const made = Object.entries(fields).map(([name, field]) => ({
    name,
    evaluate: evaluator(field, read),
    estimated: field.kind === 'column' ? estimatedFlag(field, read) : undefined,
  }));
  return (row) => {
    const body: Record<string, Json> = {};
    for (const { name, evaluate, estimated } of made) {
      const json = evaluate(row);
      if (json !== undefined) body[name] = json;
      const flag = estimated?.(row);
      if (flag !== undefined) body[flag] = true;
    }
    return body;
  };
};

export const conditionTest = (
  conditions: readonly Condition[],
  read: ReadColumn,
): ((row: Row) => boolean) => {
  const tests = conditions.map(({ column, is, present }) => {
    const texts = is && new Set(is);
    return (row: Row) => {
      const text = read(row, column);
      return texts ? text !== undefined && texts.has(text) : (text !== undefined) === present;
    };
  });
  return (row) => tests.every((test) => test(row));
};

const isConstant = (value: Value): boolean => {
  switch (value.kind) {
    case 'constant':
      return true;
    case 'template':
    case 'column':
      return false;
    case 'derivedId':
      return value.parts.every(isConstant);
    case 'list':
      return value.items.every(isConstant);
    case 'object':
      return Object.values(value.fields).every(isConstant);
  }
};

const asText = (json: Json): string => (typeof json === 'string' ? json : JSON.stringify(json));

const filled = (
  parts: readonly string[],
  columns: readonly string[],
  read: (column: string) => string | undefined,
): string | undefined => {
  let text = parts[0] ?? '';
  for (const [index, column] of columns.entries()) {
    const inner = read(column);
    if (inner === undefined) return undefined;
    text += inner + (parts[index + 1] ?? '');
  }
  return text;
};

const estimatedFlag = ({ column, missing }: ColumnValue, read: ReadColumn) => {
  const flag = missing?.estimated;
  return flag === undefined ? undefined : (row: Row) => (read(row, column) === undefined ? flag : undefined);
};

const columnEvaluator = (
  { column, replace, conversion, missing }: ColumnValue,
  read: ReadColumn,
): Evaluator => {
  const replaced = new Map(Object.entries(replace));
  const convert = converter(conversion);
  return (row) => {
    const text = read(row, column);
    if (text === undefined) return missing?.value;
    const meant = replaced.get(text) ?? text;
    const json = convert(meant);
    if (json === undefined)
      throw new RowValueError(`${column} ${JSON.stringify(meant)} is not ${nameOf(conversion)}`);
    return json;
  };
};

const converter = (conversion: Conversion): ((text: string) => Json | undefined) => {
  switch (conversion.as) {
    case 'text':
      return (text) => text;
    case 'whole':
      return (text) => {
        const whole = /^[-+]?\d+$/.test(text) ? Number(text) : NaN;
        return Number.isSafeInteger(whole) ? whole : undefined;
      };
    case 'flag':
      return (text) => ({ true: true, false: false })[text.toLowerCase()];
    case 'amount':
      return amountReader(conversion);
    case 'day':
    case 'instant': {
      const dated = dateReader(conversion.format);
      const { as, offset } = conversion;
      return (text) => {
        const date = dated(text);
        if (date === undefined) return undefined;
        return as === 'day' ? date.slice(0, 'YYYY-MM-DD'.length) : date + offset;
      };
    }
  }
};

const nameOf = (conversion: Conversion): string => {
  switch (conversion.as) {
    case 'text':
      return 'a text';
    case 'whole':
      return 'a whole number';
    case 'flag':
      return 'true or false';
    case 'amount':
      return `an amount in ${conversion.currency}`;
    case 'day':
    case 'instant':
      return `a date of the form ${conversion.format}`;
  }
};
