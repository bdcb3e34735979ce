import { type Actor, DomainError } from '../event-sourcing/core.js';
import { RowLanes } from '../importing/row.lanes.js';
import { Slots } from '../importing/slots.js';
import { type CommandSender } from '../platform/index.js';
import { type DemoCommand } from './story.js';

export interface Telling {
  readonly stories: Iterable<readonly DemoCommand[]>;
  readonly sender: Pick<CommandSender, 'validateAndSend'>;
  readonly actor: Actor;
  /** Called when a story has been told. */
  readonly onProgress?: (told: Told) => void;
}

export interface Told {
  readonly customers: number;
  readonly commands: number;
  readonly accepted: number;
  /** Had been brought in before, or had nothing to change. */
  readonly repeated: number;
  readonly refused: number;
}

/** Sends made-up histories, many customers' at once, each customer's in order. */
export const tellStories = async ({ stories, sender, actor, onProgress }: Telling): Promise<Told> => {
  const told = { customers: 0, commands: 0, accepted: 0, repeated: 0, refused: 0 };
  const lanes = new RowLanes();
  const slots = new Slots(256);
  let failure: { readonly error: unknown } | undefined;
  const tell = async ({ type, id, idempotencyKey, body }: DemoCommand): Promise<void> => {
    if (failure) return;
    told.commands += 1;
    try {
      const { outcome } = await sender.validateAndSend(type, { actor, idempotencyKey, body }, id);
      told[outcome === 'appended' ? 'accepted' : 'repeated'] += 1;
    } catch (error) {
      if (error instanceof DomainError) told.refused += 1;
      else failure ??= { error };
    }
  };
  const tellStory = async (story: readonly DemoCommand[]): Promise<void> => {
    await lanes.run(story, tell);
    told.customers += 1;
    onProgress?.(told);
  };
  for (const story of stories) {
    if (failure) break;
    await slots.run(() => tellStory(story));
  }
  await slots.allFree();
  if (failure) throw failure.error;
  return told;
};
