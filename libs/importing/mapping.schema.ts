import { readFileSync } from 'node:fs';
import {
  type ColumnValue,
  type CommandRule,
  type Condition,
  type Conversion,
  type InputFormat,
  type Mapping,
  MappingError,
  type ObjectValue,
  type Value,
} from './mapping.js';
import { MappingNode } from './mapping-node.js';
import { isDateFormat } from './dates.js';

const PLACEHOLDER = /\{([^{}]+)\}/;

/**
 * A mapping as its file describes it.
 * @throws MappingError with the line and the part that is wrong
 */
export const parseMapping = (file: string, text: string): Mapping => {
  const root = MappingNode.parse(file, text);
  root.only('name', 'about', 'input', 'passes', 'commands');
  if (root.has('passes') === root.has('commands')) {
    throw root.error('needs either "commands", or "passes" that each have them');
  }
  const passes = root.at('passes')?.list().map(passCommands) ?? [commandRules(root)];
  checkKeys(root, passes.flat());
  return { name: root.required('name').text(), input: inputFormat(root.required('input')), passes };
};

/** @throws MappingError also when the file can't be read */
export const loadMapping = (file: string): Mapping => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MappingError(`the mapping ${file} can't be read: ${why}`);
  }
  return parseMapping(file, text);
};

const passCommands = (node: MappingNode): readonly CommandRule[] => {
  node.only('about', 'commands');
  return commandRules(node);
};

const commandRules = (node: MappingNode): readonly CommandRule[] =>
  node.required('commands').list().map(commandRule);

const checkKeys = (root: MappingNode, rules: readonly CommandRule[]): void => {
  const keys = rules.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw root.error(`has two commands with the key ${twice}; give one of them a "key" of its own`);
  }
};

const inputFormat = (node: MappingNode): InputFormat => {
  const format = node.required('format').word('csv', 'ndjson');
  if (format === 'csv') node.only('format', 'delimiter', 'columns', 'empty', 'replace');
  else node.only('format', 'empty', 'replace');
  const columns = node
    .at('columns')
    ?.list()
    .map((column) => column.text());
  const replace = node
    .at('replace')
    ?.entries()
    .map(([column, texts]) => [column, texts.texts()] as const);
  return {
    format,
    delimiter: node.at('delimiter')?.text() ?? ',',
    ...(columns ? { columns } : {}),
    empty: [
      '',
      ...(node
        .at('empty')
        ?.list()
        .map((text) => String(text.constant())) ?? []),
    ],
    replace: Object.fromEntries(replace ?? []),
  };
};

const commandRule = (node: MappingNode): CommandRule => {
  node.only('command', 'key', 'id', 'once', 'when', 'body');
  const command = node.required('command').text();
  const [id, once, when] = [node.at('id'), node.at('once'), node.at('when')];
  return {
    command,
    key: node.at('key')?.text() ?? command,
    ...(id ? { id: value(id) } : {}),
    ...(once ? { once: value(once) } : {}),
    when: when ? (when.isList ? when.list().map(condition) : [condition(when)]) : [],
    body: node.has('body') ? object(node.required('body')) : { kind: 'object', fields: {} },
  };
};

const condition = (node: MappingNode): Condition => {
  node.only('column', 'is', 'present');
  const [is, present] = [node.at('is'), node.at('present')];
  if (!is === !present) throw node.error('needs either "is" or "present"');
  const texts = is?.isList ? is.list() : is && [is];
  return {
    column: node.required('column').text(),
    ...(texts ? { is: texts.map((text) => String(text.constant())) } : {}),
    ...(present ? { present: present.flag() } : {}),
  };
};

const value = (node: MappingNode): Value => {
  if (node.isList) return { kind: 'list', items: node.list().map(value) };
  if (node.has('column')) return columnValue(node);
  if (node.has('derivedId')) {
    node.only('derivedId');
    return { kind: 'derivedId', parts: node.required('derivedId').list().map(value) };
  }
  if (node.isObject) return object(node);
  const constant = node.constant();
  if (typeof constant !== 'string' || !PLACEHOLDER.test(constant))
    return { kind: 'constant', value: constant };
  const pieces = constant.split(PLACEHOLDER);
  return {
    kind: 'template',
    parts: pieces.filter((_, index) => index % 2 === 0),
    columns: pieces.filter((_, index) => index % 2 === 1),
  };
};

const object = (node: MappingNode): ObjectValue => ({
  kind: 'object',
  fields: Object.fromEntries(node.entries().map(([field, inner]) => [field, value(inner)])),
});

const columnValue = (node: MappingNode): ColumnValue => {
  const missing = node.at('missing');
  const estimated = node.at('estimated');
  if (estimated && !missing) throw node.error('has "estimated" but no "missing"');
  return {
    kind: 'column',
    column: node.required('column').text(),
    replace: node.at('replace')?.texts() ?? {},
    conversion: conversion(node),
    ...(missing
      ? { missing: { value: missing.constant(), ...(estimated ? { estimated: estimated.text() } : {}) } }
      : {}),
  };
};

const COLUMN_KEYS = ['column', 'replace', 'missing', 'estimated', 'as'];

const conversion = (node: MappingNode): Conversion => {
  const as = node.at('as')?.word('text', 'whole', 'flag', 'amount', 'day', 'instant') ?? 'text';
  switch (as) {
    case 'text':
    case 'whole':
    case 'flag':
      node.only(...COLUMN_KEYS);
      return { as };
    case 'amount': {
      node.only(...COLUMN_KEYS, 'currency', 'decimal', 'grouping');
      const grouping = node.at('grouping')?.text();
      return {
        as,
        currency: currency(node.required('currency')),
        decimal: node.at('decimal')?.word('.', ',') ?? '.',
        ...(grouping === undefined ? {} : { grouping }),
      };
    }
    case 'day':
    case 'instant': {
      node.only(...COLUMN_KEYS, 'format', 'offset');
      return { as, format: dateFormat(node), offset: offset(node.at('offset')) };
    }
  }
};

const currency = (node: MappingNode): string => {
  const code = node.text();
  if (!/^[A-Z]{3}$/.test(code)) throw node.error('must be an ISO 4217 code such as EUR');
  return code;
};

const dateFormat = (node: MappingNode): string => {
  const format = node.at('format')?.text() ?? 'YYYY-MM-DD';
  if (!isDateFormat(format)) {
    throw node.required('format').error('must have YYYY, MM or M, and DD or D; HH, mm and ss may follow');
  }
  return format;
};

const offset = (node: MappingNode | undefined): string => {
  if (!node) return 'Z';
  const text = node.text();
  if (!/^(Z|[+-]\d\d:\d\d)$/.test(text)) throw node.error('must be Z or an offset such as +08:00');
  return text;
};
