import { type DomainCommand } from '../../event-sourcing/core.js';
import { type AnyCommandType } from './command-type.js';

/** A command that anyone may send: over HTTP by POST to `/v1/<context>/<path>`, from an import by its name. */
export interface CommandRoute<Type extends AnyCommandType = AnyCommandType> {
  readonly path: string;
  readonly type: Type;
}

/** A command that only reactions and timers send. */
export interface InternalCommand<Type extends CommandClass = CommandClass> {
  readonly type: Type;
}

type CommandClass = abstract new (...args: never[]) => DomainCommand;

/** All commands of a context, a row each. Routes, handlers and the type of the decider's switch are derived from it. */
export type CommandTable = readonly (CommandRoute | InternalCommand)[];

export const route = <Type extends AnyCommandType>(path: string, type: Type): CommandRoute<Type> => ({
  path,
  type,
});

export const internal = <Type extends CommandClass>(type: Type): InternalCommand<Type> => ({ type });

/** The union of a table's commands. */
export type CommandOf<Table extends CommandTable> = InstanceType<Table[number]['type']>;

/** The rows of commands that anyone may send. */
export const routesOf = (table: CommandTable): readonly CommandRoute[] =>
  table.filter((row) => 'path' in row);
