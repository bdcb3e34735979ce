import { type AnyCommandType } from '../platform/index.js';
import { type Digest, digestOf } from './digests.js';
import { type CommandRule, type Mapping, MappingError, type Value } from './mapping.js';
import {
  columnReader,
  conditionTest,
  evaluator,
  type JsonFields,
  objectEvaluator,
  type ReadColumn,
} from './row.values.js';
import { type Row } from './rows.js';

/** A command that a row gives rise to, ready to be sent. */
export interface RowCommand {
  readonly type: AnyCommandType;
  /** Absent: the command creates something, with an id derived from the command's own. */
  readonly id?: string;
  readonly idempotencyKey: string;
  readonly body: JsonFields;
  /** It is sent for the first row only of those where this is the same. */
  readonly once?: Digest;
}

/**
 * The commands of a row, in order. `occurrence` counts the rows with this very content from 1, so that a row that
 * repeats another is one of its own, and keeps its idempotency keys when the file is read again. Commands to be sent once
 * that `isSent` knows are left out.
 * @throws RowValueError when a text is not what the mapping says it is
 */
export type RowCommands = (
  row: Row,
  digest: Digest,
  occurrence: number,
  isSent: (once: Digest) => boolean,
) => readonly RowCommand[];

/**
 * One for each pass of the mapping.
 * @throws MappingError when it names a command that there is not, or sends one without saying to what
 */
export const rowCommands = (
  { name, input, passes }: Mapping,
  commands: readonly AnyCommandType[],
): readonly RowCommands[] => {
  const read = columnReader(input);
  return passes.map((rules) => {
    const compiled = rules.map((rule) => compile(name, rule, typeOf(rule, commands), read));
    return (...of) => compiled.map((command) => command(...of)).filter((command) => command !== undefined);
  });
};

const typeOf = ({ command, id }: CommandRule, commands: readonly AnyCommandType[]): AnyCommandType => {
  const type = commands.find((known) => known.name === command);
  if (!type) {
    const known = commands.map((each) => each.name).sort();
    throw new MappingError(`there is no command ${command}; there are ${known.join(', ')}`);
  }
  if (type.targetOf && id)
    throw new MappingError(`${command} says in its body what it is for: it takes no "id" in the mapping`);
  if (type.creates !== true && !type.targetOf && !id) {
    throw new MappingError(`${command} changes something that is there: it needs an "id" in the mapping`);
  }
  return type;
};

const compile = (mapping: string, rule: CommandRule, type: AnyCommandType, read: ReadColumn) => {
  const applies = conditionTest(rule.when, read);
  const body = objectEvaluator(rule.body, read);
  const id = rule.id && textEvaluator(rule.id, read);
  const once = rule.once && textEvaluator(rule.once, read);
  return (...[row, digest, occurrence, isSent]: Parameters<RowCommands>): RowCommand | undefined => {
    if (!applies(row)) return undefined;
    const key = once?.(row);
    const onceDigest = key === undefined ? undefined : digestOf(`${rule.key}/${key}`);
    if (once && (!onceDigest || isSent(onceDigest))) return undefined;
    const target = id?.(row);
    if (id && target === undefined) return undefined;
    const which = key === undefined ? `${digest.toString('base64url')}/${occurrence}` : `once/${key}`;
    return {
      type,
      idempotencyKey: `${mapping}/${rule.key}/${which}`,
      body: body(row),
      ...(target === undefined ? {} : { id: target }),
      ...(onceDigest ? { once: onceDigest } : {}),
    };
  };
};

const textEvaluator = (value: Value, read: ReadColumn) => {
  const evaluate = evaluator(value, read);
  return (row: Row): string | undefined => {
    const made = evaluate(row);
    return made === undefined || typeof made === 'string' ? made : JSON.stringify(made);
  };
};

/** Every column that a mapping asks for. */
export const columnsOf = ({ input, passes }: Mapping): readonly string[] => {
  const ofValue = (value: Value): readonly string[] => {
    switch (value.kind) {
      case 'constant':
        return [];
      case 'template':
        return value.columns;
      case 'column':
        return [value.column];
      case 'derivedId':
        return value.parts.flatMap(ofValue);
      case 'list':
        return value.items.flatMap(ofValue);
      case 'object':
        return Object.values(value.fields).flatMap(ofValue);
    }
  };
  const ofRule = ({ id, once, when, body }: CommandRule): readonly string[] => [
    ...when.map(({ column }) => column),
    ...[id, once, body].flatMap((value) => (value ? ofValue(value) : [])),
  ];
  return [...new Set([...Object.keys(input.replace), ...passes.flat().flatMap(ofRule)])];
};
