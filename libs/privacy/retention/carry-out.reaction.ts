import { type CommandEnvelope, type DomainCommand, type Reaction } from '../../event-sourcing/core.js';
import { OverwriteRetentionRemains, PlanRetentionStep, TakeRetentionStep } from './carry-out.commands.js';
import {
  type RetentionCarryOutCompleted,
  type RetentionCarryOutRequested,
  type RetentionStepPlanned,
  type RetentionStepTaken,
} from './carry-out.events.js';

/** Each step follows from the event before it, so that a carry-out goes on after a kill. */
export const carryOuts: Reaction<RetentionCarryOutRequested | RetentionStepPlanned | RetentionStepTaken> = {
  name: 'retention',
  events: ['RetentionCarryOutRequested', 'RetentionStepPlanned', 'RetentionStepTaken'],
  from: undefined,
  react: ({ type, data: { carryOutId } }, envelope): readonly DomainCommand[] => {
    const now: CommandEnvelope = { ...envelope(0), timeFrom: 'decision' };
    return [
      type === 'RetentionStepPlanned'
        ? new TakeRetentionStep(carryOutId, {}, now)
        : new PlanRetentionStep(carryOutId, {}, now),
    ];
  },
};

/** The last step: a reaction of its own, as with erasures, for it may be held up for long. */
export const carryOutRemains: Reaction<RetentionCarryOutCompleted> = {
  name: 'retention-remains',
  events: ['RetentionCarryOutCompleted'],
  from: undefined,
  react: ({ data, position }, envelope): readonly DomainCommand[] => [
    new OverwriteRetentionRemains(data.carryOutId, { position }, { ...envelope(0), timeFrom: 'decision' }),
  ],
};
