import {
  type Channel,
  type Direction,
  type InteractionCorrected,
  type InteractionRecorded,
} from '../../interactions/interactions.events.js';

export interface LastInteraction {
  readonly interactionId: string;
  readonly happenedAt: string;
  readonly channel: Channel;
  readonly direction: Direction;
  readonly subject?: string;
  readonly agent?: string;
}

/** How many are kept. */
const LAST = 10;

const recorded = ({ data }: InteractionRecorded): LastInteraction => {
  const { interactionId, occurredAt: happenedAt, channel, direction, subject, agent } = data;
  return {
    interactionId,
    happenedAt,
    channel,
    direction,
    ...(subject === undefined ? {} : { subject }),
    ...(agent === undefined ? {} : { agent }),
  };
};

/** An interaction that was not among the last ones is made of what its correction tells. */
const corrected = (known: LastInteraction | undefined, { data }: InteractionCorrected): LastInteraction => {
  const { interactionId, superseded } = data;
  const { happenedAt = superseded.happenedAt, channel = superseded.channel } = data;
  const { direction = superseded.direction, subject = known?.subject, agent = superseded.agent } = data;
  return {
    interactionId,
    happenedAt,
    channel,
    direction,
    ...(subject === undefined ? {} : { subject }),
    ...(agent === undefined ? {} : { agent }),
  };
};

/** The latest first; of those at the same time, the one recorded or corrected last. */
export const lastInteractionsAfter = (
  last: readonly LastInteraction[],
  event: InteractionRecorded | InteractionCorrected,
): readonly LastInteraction[] => {
  const { interactionId } = event.data;
  const known = last.find((one) => one.interactionId === interactionId);
  const changed = event.type === 'InteractionRecorded' ? recorded(event) : corrected(known, event);
  const others = known ? last.filter((one) => one !== known) : last;
  const later = others.findIndex(({ happenedAt }) => happenedAt <= changed.happenedAt);
  const at = later === -1 ? others.length : later;
  return [...others.slice(0, at), changed, ...others.slice(at)].slice(0, LAST);
};
