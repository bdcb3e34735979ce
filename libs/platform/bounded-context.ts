import { type Provider, type Type } from '@nestjs/common';
import { type AnyDecider, type AnyProjection, type AnyReaction } from '../event-sourcing/core.js';
import { type CommandTable, routesOf } from './commands/command-table.js';
import { type AnyCommandType } from './commands/command-type.js';
import { type ProblemTable } from './http/problem.filter.js';

/** What a context gives for its commands: the routes at `/v1/<name of the context>` are made of it. */
export interface ContextCommands {
  readonly table: CommandTable;
  /** NestJS command handlers, one for each command of the table: see `handlersOf`. */
  readonly handlers: readonly Type[];
  /** The HTTP status of each of its errors. */
  readonly problems: ProblemTable;
}

/** All that one context gives to the apps; they compose it, and know nothing else of it. */
export interface BoundedContext {
  readonly name: string;
  readonly deciders: readonly AnyDecider[];
  readonly commands?: ContextCommands;
  /** NestJS query handlers, and whatever they inject. */
  readonly queryHandlers: readonly Provider[];
  readonly queryControllers: readonly Type[];
  readonly projections: readonly AnyProjection[];
  readonly reactions: readonly AnyReaction[];
}

/** The commands that anyone may send, by their classes: for senders that name them, such as the importer's mappings. */
export const commandTypesOf = (contexts: readonly BoundedContext[]): readonly AnyCommandType[] =>
  contexts.flatMap(({ commands }) => routesOf(commands?.table ?? []).map(({ type }) => type));
