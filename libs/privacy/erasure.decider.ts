import { type Decider } from '../event-sourcing/core.js';
import { type ErasureCommand } from './erasure.commands.js';
import { type ErasureEvent, erasureEvents } from './erasure.events.js';
import { PrivacyError } from './privacy.errors.js';

/** How far the erasure of a customer has come. */
export interface ErasureState {
  readonly requested: boolean;
  readonly idsReleased: boolean;
  readonly keysDestroyed: boolean;
  readonly purged: boolean;
  readonly overwritten: boolean;
}

const decide = (command: ErasureCommand, state: ErasureState): ErasureEvent[] => {
  const { id: customerId, envelope } = command;
  const fact = { customerId, occurredAt: envelope.occurredAt };
  if (command.type === 'RequestErasure') {
    const { reason, caseReference } = command.data;
    return state.requested ? [] : [{ type: 'ErasureRequested', data: { ...fact, reason, caseReference } }];
  }
  if (!state.requested)
    throw new PrivacyError('erasure-not-found', `nobody asked for the erasure of customer ${customerId}`);
  switch (command.type) {
    case 'RecordExternalIdsReleased':
      return state.idsReleased ? [] : [{ type: 'ExternalIdsReleased', data: { ...fact, ...command.data } }];
    case 'RecordKeysDestroyed':
      return state.keysDestroyed ? [] : [{ type: 'KeysDestroyed', data: { ...fact, ...command.data } }];
    case 'RecordReadModelsPurged':
      return state.purged ? [] : [{ type: 'ReadModelsPurged', data: { ...fact, ...command.data } }];
    case 'RecordRemainsOverwritten':
      return state.overwritten ? [] : [{ type: 'RemainsOverwritten', data: { ...fact, ...command.data } }];
  }
};

const evolve = (state: ErasureState, { type }: ErasureEvent): ErasureState => {
  switch (type) {
    case 'ErasureRequested':
      return { ...state, requested: true };
    case 'ExternalIdsReleased':
      return { ...state, idsReleased: true };
    case 'KeysDestroyed':
      return { ...state, keysDestroyed: true };
    case 'ReadModelsPurged':
      return { ...state, purged: true };
    case 'RemainsOverwritten':
      return { ...state, overwritten: true };
  }
};

/** One stream for each customer that is to be erased: however often it is asked for, there is one erasure. */
export const erasureDecider: Decider<ErasureState, ErasureCommand, ErasureEvent> = {
  category: 'erasure',
  events: erasureEvents,
  initial: {
    requested: false,
    idsReleased: false,
    keysDestroyed: false,
    purged: false,
    overwritten: false,
  },
  decide,
  evolve,
};
