import { type Provider, type Type } from '@nestjs/common';
import { type AnyDecider, type AnyProjection, type AnyReaction } from '../event-sourcing/core.js';
import { type AnyCommandType } from './commands/command-type.js';

/** All that one context gives to the apps; they compose it, and know nothing else of it. */
export interface BoundedContext {
  readonly name: string;
  readonly deciders: readonly AnyDecider[];
  /** Every command, for senders that name them, such as the importer's mappings. */
  readonly commands: readonly AnyCommandType[];
  /** NestJS command handlers, and whatever they inject. */
  readonly commandHandlers: readonly Provider[];
  readonly commandControllers: readonly Type[];
  /** NestJS query handlers, and whatever they inject. */
  readonly queryHandlers: readonly Provider[];
  readonly queryControllers: readonly Type[];
  readonly projections: readonly AnyProjection[];
  readonly reactions: readonly AnyReaction[];
}
