import { type EventDefinitions, type Position } from '../event-sourcing/core.js';

interface OfErasure {
  readonly customerId: string;
  readonly occurredAt: string;
}

/** A person asked to be forgotten. Neither text may tell about the person: both stay. */
export interface ErasureRequested {
  readonly type: 'ErasureRequested';
  readonly data: OfErasure & { readonly reason: string; readonly caseReference: string };
}

/** No key is left by which the customer's data could be decrypted; `keys` says how many were destroyed. */
export interface KeysDestroyed {
  readonly type: 'KeysDestroyed';
  readonly data: OfErasure & { readonly keys: number };
}

/** Every read model has passed the customer's erasure, which stands at this position. */
export interface ReadModelsPurged {
  readonly type: 'ReadModelsPurged';
  readonly data: OfErasure & { readonly position: Position };
}

export type ErasureEvent = ErasureRequested | KeysDestroyed | ReadModelsPurged;

export const erasureEvents: EventDefinitions<ErasureEvent> = {
  ErasureRequested: { version: 1, personal: [] },
  KeysDestroyed: { version: 1, personal: [] },
  ReadModelsPurged: { version: 1, personal: [] },
};
