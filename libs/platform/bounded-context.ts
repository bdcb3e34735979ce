import { type Provider, type Type } from '@nestjs/common';
import { type ApiPropertyOptions } from '@nestjs/swagger';
import {
  type AnyDecider,
  type AnyProjection,
  type AnyReaction,
  type AnyTimer,
  dueTimesOf,
  type Position,
  type ReadModels,
} from '../event-sourcing/core.js';
import { type AccessEvents } from './access/access-recorder.js';
import { type PersonalKind } from './access/masks.js';
import { type CommandTable } from './commands/command-table.js';
import { type DossierConfig } from './config/dossier.config.js';
import { type ExportSection } from './customer-export.js';
import { type AnySetting } from './config/setting.js';
import { type ProblemTable } from './http/problem.filter.js';
import { type RetentionSubject } from './retention.js';
import { type AnyTimelineLines } from './timeline-lines.js';

/** What a context gives for its commands: the routes at `/v1/<name of the context>` are made of it. */
export interface ContextCommands {
  readonly table: CommandTable;
  /** NestJS command handlers, one for each command of the table: see `handlersOf`. */
  readonly handlers: readonly Type[];
  /** Of routes that a table can't say. */
  readonly controllers?: readonly Type[];
  /** The HTTP status of each of its errors. */
  readonly problems: ProblemTable;
}

/** What a context shows of a customer on the customer's profile. */
export interface ProfileSection {
  /** The name of the section in the answer. */
  readonly name: string;
  /** The section in the OpenAPI document. */
  readonly answer: ApiPropertyOptions;
  /** @throws what `ReadModels.open` throws when the position is not reached in time */
  readonly read: (
    readModels: ReadModels,
    customerId: string,
    options: { readonly minPosition?: Position },
  ) => Promise<unknown>;
}

/** What a context gives to the apps and to the contexts that read across all. An absent list is an empty one. */
export interface Contributions {
  /** The context's events are those of its deciders: history and audit state hold them without further ado. */
  readonly deciders?: readonly AnyDecider[];
  readonly commands?: ContextCommands;
  /** NestJS query handlers, and whatever they inject. */
  readonly queryHandlers?: readonly Provider[];
  readonly queryControllers?: readonly Type[];
  readonly projections?: readonly AnyProjection[];
  readonly reactions?: readonly AnyReaction[];
  readonly timers?: readonly AnyTimer[];
  /** The lines of its events in the timeline; absent: the timeline has none of them. */
  readonly timeline?: AnyTimelineLines;
  /** How personal fields of its events and states are masked, by their names; others are masked whole. */
  readonly masks?: Readonly<Record<string, PersonalKind>>;
  /** How it is recorded who has seen whose personal data; one context does. */
  readonly accessEvents?: AccessEvents;
  readonly profileSections?: readonly ProfileSection[];
  /** What it holds of a customer beside events and the states of streams, which every export has. */
  readonly exportSections?: readonly ExportSection[];
  /**
   * The types of events that give a stream its customer: the stream's earlier events, which named none, are the
   * customer's from then on.
   */
  readonly attachingEvents?: readonly string[];
  /** Events of these types let go of what their stream tells about the customer; the stream has a key of its own. */
  readonly expiringEvents?: readonly string[];
  /** What of it rules of retention may make due. */
  readonly retention?: readonly RetentionSubject[];
}

/** All that one context gives; nobody knows anything else of it. */
export interface BoundedContext extends Contributions {
  /** Also the name of its streams in the audit's state of a customer. */
  readonly name: string;
  /** What the OpenAPI document says of its tags, the first parts of its paths. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly settings?: readonly AnySetting[];
  /** What depends on settings; a list here takes the place of the list of the same name above. */
  readonly configured?: (config: DossierConfig) => Contributions;
  /** What is derived from all contexts, configured; for those that read across contexts. As above. */
  readonly derived?: (contexts: readonly BoundedContext[], config: DossierConfig) => Contributions;
}

/** The contexts with everything that depends on settings and on each other, the due times of their timers included. */
export const composedContexts = (
  contexts: readonly BoundedContext[],
  config: DossierConfig,
): readonly BoundedContext[] => {
  const configured = contexts.map((context) => ({ ...context, ...context.configured?.(config) }));
  return configured
    .map((context) => ({ ...context, ...context.derived?.(configured, config) }))
    .map((context) => ({ ...context, projections: withDueTimes(context) }));
};

const withDueTimes = ({ projections = [], timers = [] }: Contributions): readonly AnyProjection[] => [
  ...projections,
  ...timers.map((timer) => dueTimesOf(timer)),
];

/** One list of all contexts together: `ofAll(contexts, ({ projections }) => projections)`. */
export const ofAll = <Item>(
  contexts: readonly BoundedContext[],
  listOf: (context: BoundedContext) => readonly Item[] | undefined,
): Item[] => contexts.flatMap((context) => listOf(context) ?? []);
