import { projection } from '../../event-sourcing/core.js';
import {
  type InteractionCorrected,
  type InteractionFigures,
  type InteractionRecorded,
} from '../interactions.events.js';

export const activityGroups = ['channel', 'agent', 'day'] as const;
export type ActivityGroup = (typeof activityGroups)[number];

/** The interactions of one day (UTC) on one channel, by one agent, or altogether. */
export interface ActivityDay {
  readonly by: ActivityGroup;
  /** The channel, the agent ('' for nobody named), or the day itself. */
  readonly key: string;
  readonly day: string;
  readonly interactions: number;
  readonly inbound: number;
  readonly outbound: number;
  readonly durationSeconds: number;
}

const dayOf = ({ happenedAt }: InteractionFigures): string => happenedAt.slice(0, 10);

const keyOf = (figures: InteractionFigures, by: ActivityGroup): string => {
  switch (by) {
    case 'channel':
      return figures.channel;
    case 'agent':
      return figures.agent ?? '';
    case 'day':
      return dayOf(figures);
  }
};

const idsOf = (figures: InteractionFigures): string[] =>
  activityGroups.map((by) => `${by}/${dayOf(figures)}/${keyOf(figures, by)}`);

const add = (sums: ActivityDay, figures: InteractionFigures, sign: 1 | -1): ActivityDay => {
  if (sums.day !== dayOf(figures) || sums.key !== keyOf(figures, sums.by)) return sums;
  return {
    ...sums,
    interactions: sums.interactions + sign,
    inbound: sums.inbound + (figures.direction === 'inbound' ? sign : 0),
    outbound: sums.outbound + (figures.direction === 'outbound' ? sign : 0),
    durationSeconds: sums.durationSeconds + sign * (figures.durationSeconds ?? 0),
  };
};

/** What counts from now on. */
const figuresAfter = ({ type, data }: InteractionRecorded | InteractionCorrected): InteractionFigures => {
  const recorded = type === 'InteractionRecorded';
  const { channel, direction, durationSeconds, agent } = recorded ? data : { ...data.superseded, ...data };
  return {
    happenedAt: recorded ? data.occurredAt : (data.happenedAt ?? data.superseded.happenedAt),
    channel,
    direction,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(agent === undefined ? {} : { agent }),
  };
};

/** Sums by day, for each channel, each agent and altogether, so that a report reads as many documents as it has days. */
export const activity = projection<ActivityDay, InteractionRecorded | InteractionCorrected>({
  name: 'activity',
  version: 1,
  events: ['InteractionRecorded', 'InteractionCorrected'],
  indexes: [{ fields: { by: 1, day: 1 } }],
  documentIds: (event) => [
    ...new Set([
      ...(event.type === 'InteractionCorrected' ? idsOf(event.data.superseded) : []),
      ...idsOf(figuresAfter(event)),
    ]),
  ],
  initial: (id) => {
    const [by = '', day = '', ...key] = id.split('/');
    return {
      by: activityGroups.find((group) => group === by) ?? 'day',
      key: key.join('/'),
      day,
      interactions: 0,
      inbound: 0,
      outbound: 0,
      durationSeconds: 0,
    };
  },
  evolve: (sums, event) => {
    const before = event.type === 'InteractionCorrected' ? add(sums, event.data.superseded, -1) : sums;
    return add(before, figuresAfter(event), 1);
  },
});
