import { type CustomerErased } from '../../customers/customers.events.js';
import { projection } from '../../event-sourcing/core.js';
import {
  type Channel,
  type Direction,
  type InteractionCorrected,
  type InteractionExpired,
  type InteractionRecorded,
} from '../../interactions/interactions.events.js';

/** What is shown of a customer's interaction, corrections included. */
export interface LastInteraction {
  readonly customerId: string;
  /**
   * When it happened, a space, and the position of the event that said so: sorted by this field, interactions are in the
   * order of time, and those of the same time in the order of the log.
   */
  readonly at: string;
  readonly channel: Channel;
  readonly direction: Direction;
  readonly subject?: string;
  readonly agent?: string;
}

/** One document for each interaction, with its id. */
export const lastInteractions = projection<
  LastInteraction,
  InteractionRecorded | InteractionCorrected | InteractionExpired | CustomerErased
>({
  name: 'last-interactions',
  version: 2,
  events: ['InteractionRecorded', 'InteractionCorrected', 'InteractionExpired', 'CustomerErased'],
  indexes: [{ fields: { customerId: 1, at: 1 } }],
  documentIds: (event) => (event.type === 'CustomerErased' ? [] : [event.data.interactionId]),
  documentsWhere: ({ type, data }) =>
    type === 'CustomerErased' ? { customerId: data.customerId } : undefined,
  initial: () => ({ customerId: '', at: '', channel: 'phone', direction: 'inbound' }),
  evolve: (interaction, { type, data, position }) => {
    if (type === 'CustomerErased' || type === 'InteractionExpired') {
      const { subject: _subject, ...others } = interaction;
      return others;
    }
    const {
      customerId,
      channel = interaction.channel,
      direction = interaction.direction,
      subject,
      agent,
    } = data;
    const happenedAt = type === 'InteractionRecorded' ? data.occurredAt : data.happenedAt;
    return {
      ...interaction,
      customerId,
      ...(happenedAt === undefined ? {} : { at: `${happenedAt} ${position}` }),
      channel,
      direction,
      ...(subject === undefined ? {} : { subject }),
      ...(agent === undefined ? {} : { agent }),
    };
  },
});
