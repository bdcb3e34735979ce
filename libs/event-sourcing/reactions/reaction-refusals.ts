import { type DomainCommand } from '../commands/domain-command.js';
import { type DomainError } from '../commands/domain.error.js';
import { type Position } from '../event-store/event-store.port.js';
import { type Page, page, type PageRequest } from '../read-store/cursor.js';
import { type ReadStore, type StoredDocument } from '../read-store/read-store.port.js';

/** The event that a reaction answered. */
export interface RefusedEvent {
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
}

/** What it sent, and the id of what that was for. */
export interface RefusedCommand {
  readonly type: string;
  readonly id: string;
}

/** A command of a reaction that its decider refused: nothing was appended. `_id` is the command's id. */
export interface ReactionRefusal extends StoredDocument {
  readonly reaction: string;
  readonly event: RefusedEvent;
  readonly command: RefusedCommand;
  /** The decider's own code and words. */
  readonly code: string;
  readonly detail: string;
  /** When it was refused last: ISO 8601, UTC. */
  readonly refusedAt: string;
}

const refusals = (store: ReadStore) => store.collection<ReactionRefusal>('_reaction-refusals');

/** Recorded once for each command, however often it is refused. */
export async function recordRefusal(
  store: ReadStore,
  reaction: string,
  { type, stream, revision, position }: ReactionRefusal['event'],
  command: DomainCommand,
  error: DomainError,
  refusedAt: Date,
): Promise<void> {
  await refusals(store).updateOne(
    { _id: command.envelope.commandId },
    {
      $set: {
        reaction,
        event: { type, stream, revision, position },
        command: { type: command.type, id: command.id },
        code: error.code,
        detail: error.message,
        refusedAt: refusedAt.toISOString(),
      },
    },
    { upsert: true },
  );
}

/**
 * A page of what deciders have refused to reactions and timers (to one, when named), and timers have skipped, in the order of
 * the events.
 * @throws InvalidCursorError
 */
export const listRefusals = (
  store: ReadStore,
  reaction: string | undefined,
  request: Omit<PageRequest, 'sort'>,
): Promise<Page<ReactionRefusal>> => {
  const filter = reaction === undefined ? {} : { reaction };
  return page(refusals(store), filter, { ...request, sort: ['event.position', 1] });
};
