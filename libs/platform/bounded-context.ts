import { type Provider, type Type } from '@nestjs/common';
import {
  type AnyDecider,
  type AnyProjection,
  type AnyReaction,
  type AnyTimer,
  dueTimesOf,
} from '../event-sourcing/core.js';
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
  readonly timers?: readonly AnyTimer[];
}

/** All projections that run for a context: its own, and its timers' due times. */
export const projectionsOf = ({ projections, timers = [] }: BoundedContext): readonly AnyProjection[] => [
  ...projections,
  ...timers.map((timer) => dueTimesOf(timer)),
];
