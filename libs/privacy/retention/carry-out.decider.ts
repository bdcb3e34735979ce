import { type Decider } from '../../event-sourcing/core.js';
import { PrivacyError } from '../privacy.errors.js';
import { type CarryOutCommand } from './carry-out.commands.js';
import { type CarryOutEvent, carryOutEvents, type RetentionCarryOutRequested } from './carry-out.events.js';

type Request = Omit<RetentionCarryOutRequested['data'], 'carryOutId' | 'occurredAt'>;

/** How far it has come. */
export interface CarryOutState {
  /** Undefined: nobody asked for it. */
  readonly request?: Request;
  /** Those of the step that is under way. */
  readonly planned: readonly string[];
  /** How many were planned in all. */
  readonly listed: number;
  /** Where the list goes on; undefined: at its beginning, or, once something was listed, nowhere. */
  readonly cursor?: string;
  readonly completed: boolean;
  readonly overwritten: boolean;
}

/** How many there may still be. */
export const leftOf = ({ request, listed, cursor }: CarryOutState): number =>
  request === undefined || (listed > 0 && cursor === undefined) ? 0 : request.expected - listed;

const decide = (command: CarryOutCommand, state: CarryOutState): CarryOutEvent[] => {
  const { id: carryOutId, envelope } = command;
  const fact = { carryOutId, occurredAt: envelope.occurredAt };
  const { request, planned, completed } = state;
  if (command.type === 'RequestRetentionCarryOut') {
    const { data } = command;
    return request ? [] : [{ type: 'RetentionCarryOutRequested', data: { ...fact, ...data } }];
  }
  if (!request) throw new PrivacyError('carry-out-not-found', `there is no carry-out ${carryOutId}`);
  const { rule } = request;
  switch (command.type) {
    case 'RecordRetentionStepPlanned': {
      if (completed || planned.length > 0) return [];
      const { ids, cursor } = command.data;
      return ids.length === 0
        ? [{ type: 'RetentionCarryOutCompleted', data: fact }]
        : [
            {
              type: 'RetentionStepPlanned',
              data: { ...fact, rule, ids, ...(cursor === undefined ? {} : { cursor }) },
            },
          ];
    }
    case 'RecordRetentionStepTaken':
      return planned.length === 0
        ? []
        : [{ type: 'RetentionStepTaken', data: { ...fact, rule, ...command.data } }];
    case 'RecordRetentionRemainsOverwritten':
      return state.overwritten
        ? []
        : [{ type: 'RetentionRemainsOverwritten', data: { ...fact, ...command.data } }];
  }
};

const evolve = (state: CarryOutState, { type, data }: CarryOutEvent): CarryOutState => {
  switch (type) {
    case 'RetentionCarryOutRequested': {
      const { carryOutId: _id, occurredAt: _at, ...request } = data;
      return { ...state, request };
    }
    case 'RetentionStepPlanned': {
      const { cursor: _before, ...others } = state;
      const { ids, cursor } = data;
      const listed = state.listed + ids.length;
      return { ...others, planned: ids, listed, ...(cursor === undefined ? {} : { cursor }) };
    }
    case 'RetentionStepTaken':
      return { ...state, planned: [] };
    case 'RetentionCarryOutCompleted':
      return { ...state, completed: true };
    case 'RetentionRemainsOverwritten':
      return { ...state, overwritten: true };
  }
};

/** One stream for each time that a rule is carried out. */
export const carryOutDecider: Decider<CarryOutState, CarryOutCommand, CarryOutEvent> = {
  category: 'carry-out',
  events: carryOutEvents,
  initial: { planned: [], listed: 0, completed: false, overwritten: false },
  decide,
  evolve,
};
