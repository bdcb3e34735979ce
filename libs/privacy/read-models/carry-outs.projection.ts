import { eventTypesOf, projection } from '../../event-sourcing/core.js';
import { type CarryOutEvent, carryOutEvents } from '../retention/carry-out.events.js';

/** How far a rule that is carried out has come. */
export interface CarryOut {
  readonly rule: string;
  readonly asOf: string;
  readonly cutoff: string;
  readonly expected: number;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly carriedOut: number;
  /** How many, by the reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly completedAt?: string;
  readonly remainsOverwrittenAt?: string;
}

const nothing: CarryOut = {
  rule: '',
  asOf: '',
  cutoff: '',
  expected: 0,
  requestedAt: '',
  requestedBy: '',
  carriedOut: 0,
  skipped: {},
};

/** One document for each carry-out, with its id. */
export const carryOutsSoFar = projection<CarryOut, CarryOutEvent>({
  name: 'carry-outs',
  version: 1,
  events: eventTypesOf(carryOutEvents),
  indexes: [{ fields: { requestedAt: 1 } }],
  documentIds: ({ data }) => [data.carryOutId],
  initial: () => nothing,
  evolve: (carryOut, event) => {
    switch (event.type) {
      case 'RetentionCarryOutRequested': {
        const { rule, asOf, cutoff, expected, occurredAt: requestedAt } = event.data;
        const { id: requestedBy } = event.metadata.actor;
        return { ...carryOut, rule, asOf, cutoff, expected, requestedAt, requestedBy };
      }
      case 'RetentionStepPlanned':
        return carryOut;
      case 'RetentionStepTaken': {
        const { carriedOut, skipped: left } = event.data;
        const skipped: Record<string, number> = { ...carryOut.skipped };
        for (const { reason } of left) skipped[reason] = (skipped[reason] ?? 0) + 1;
        return { ...carryOut, carriedOut: carryOut.carriedOut + carriedOut.length, skipped };
      }
      case 'RetentionCarryOutCompleted':
        return { ...carryOut, completedAt: event.data.occurredAt };
      case 'RetentionRemainsOverwritten':
        return { ...carryOut, remainsOverwrittenAt: event.data.occurredAt };
    }
  },
});
