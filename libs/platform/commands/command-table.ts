import { type DomainCommand } from '../../event-sourcing/core.js';
import { type Scope } from '../access/scopes.js';
import { type AnyCommandType } from './command-type.js';

/** A command that anyone may send: over HTTP by POST to `/v1/<context>/<path>`, from an import by its name. */
export interface CommandRoute<Type extends AnyCommandType = AnyCommandType> {
  readonly path: string;
  readonly type: Type;
  readonly docs: CommandDocs;
}

/** What the OpenAPI document says of a command; a test sends the example. */
export interface CommandDocs<Body extends object = object, Code extends string = string> {
  /** What it does, and when it refuses. */
  readonly about: string;
  /** The codes of its context's errors that it may be refused with. */
  readonly refuses: readonly Code[];
  /** A body as it is sent. */
  readonly example: Body;
  /** Asked for instead of `crm:command`. A command that asks for `crm:admin` is sent to its own route alone, not by name. */
  readonly scope?: Scope;
}

/** A command that anyone may send by its name, in a batch or from an import; its route is a controller of its context. */
export interface NamedRow<Type extends AnyCommandType = AnyCommandType> {
  readonly type: Type;
  readonly named: true;
}

/** A command that only reactions and timers send. */
export interface InternalCommand<Type extends CommandClass = CommandClass> {
  readonly type: Type;
}

type CommandClass = abstract new (...args: never[]) => DomainCommand;

/** All commands of a context, a row each. Routes, handlers and the type of the decider's switch are derived from it. */
export type CommandTable = readonly (CommandRoute | NamedRow | InternalCommand)[];

/** Makes the rows of a context whose errors have these codes: `const route = routesWith<DealErrorCode>()`. */
export const routesWith =
  <Code extends string>() =>
  <Type extends AnyCommandType>(
    path: string,
    type: Type,
    docs: CommandDocs<InstanceType<Type['body']>, Code>,
  ): CommandRoute<Type> => ({ path, type, docs });

export const internal = <Type extends CommandClass>(type: Type): InternalCommand<Type> => ({ type });

export const named = <Type extends AnyCommandType>(type: Type): NamedRow<Type> => ({ type, named: true });

/** The union of a table's commands. */
export type CommandOf<Table extends CommandTable> = InstanceType<Table[number]['type']>;

/** The rows of commands that anyone may send. */
export const routesOf = (table: CommandTable): readonly CommandRoute[] =>
  table.filter((row) => 'path' in row);

/** The rows of commands that anyone may send by their names. */
export const namedOf = (table: CommandTable): readonly (CommandRoute | NamedRow)[] =>
  table.filter((row) => 'path' in row || 'named' in row);
