import { DomainError, type Position } from '../event-sourcing/core.js';
import { Slots } from '../importing/slots.js';
import { type CommandClient, CommandLanes } from '../platform/index.js';
import { type DemoCommand } from './story.js';

export interface StoriesToSend {
  readonly stories: Iterable<readonly DemoCommand[]>;
  readonly client: CommandClient;
  /** Called when all commands of a story have been answered. */
  readonly onProgress?: (result: DemoResult) => void;
}

export interface DemoResult {
  readonly customers: number;
  readonly commands: number;
  readonly accepted: number;
  /** Had been brought in before, or had nothing to change. */
  readonly repeated: number;
  readonly refused: number;
  /** The last position among the answers: read models that have passed it hold the effects of all commands. */
  readonly position: Position;
}

/** How many stories are sent at once. */
const STORIES = 256;

/** Sends made-up histories, many customers' at once, each customer's in order. */
export const sendStories = async ({ stories, client, onProgress }: StoriesToSend): Promise<DemoResult> => {
  const result = { customers: 0, commands: 0, accepted: 0, repeated: 0, refused: 0, position: '' };
  const lanes = new CommandLanes();
  const slots = new Slots(STORIES);
  let failure: { readonly error: unknown } | undefined;
  const send = async ({ type, id, idempotencyKey, body }: DemoCommand): Promise<void> => {
    if (failure) return;
    result.commands += 1;
    try {
      const { outcome, position } = await client.send({
        type: type.name,
        id,
        key: idempotencyKey,
        data: body,
      });
      result[outcome === 'appended' ? 'accepted' : 'repeated'] += 1;
      if (position > result.position) result.position = position;
    } catch (error) {
      if (error instanceof DomainError) result.refused += 1;
      else failure ??= { error };
    }
  };
  const sendStory = async (story: readonly DemoCommand[]): Promise<void> => {
    await lanes.run(story, send);
    result.customers += 1;
    onProgress?.(result);
  };
  for (const story of stories) {
    if (failure) break;
    await slots.run(() => sendStory(story));
  }
  await slots.allFree();
  if (failure) throw failure.error;
  return result;
};
