import { type EventDefinitions, type OverwrittenStore, type Position } from '../event-sourcing/core.js';

interface OfErasure {
  readonly customerId: string;
  readonly occurredAt: string;
}

/** A person asked to be forgotten. Neither text may tell about the person: both stay. */
export interface ErasureRequested {
  readonly type: 'ErasureRequested';
  readonly data: OfErasure & { readonly reason: string; readonly caseReference: string };
}

/** What the customer was called elsewhere is free for others; `claims` says how many names there were. */
export interface ExternalIdsReleased {
  readonly type: 'ExternalIdsReleased';
  readonly data: OfErasure & { readonly claims: number };
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

/** One time that the files of embedded stores were gone through. Erasures with the same `beganAt` shared it. */
export interface RemainsRunFact {
  readonly beganAt: string;
  readonly stores: readonly OverwrittenStore[];
}

/** What had been purged, and the keys that had been destroyed, were overwritten in the stores' files. */
export interface RemainsOverwritten {
  readonly type: 'RemainsOverwritten';
  readonly data: OfErasure & RemainsRunFact;
}

export type ErasureEvent =
  ErasureRequested | ExternalIdsReleased | KeysDestroyed | ReadModelsPurged | RemainsOverwritten;

export const erasureEvents: EventDefinitions<ErasureEvent> = {
  ErasureRequested: { version: 1, personal: [] },
  ExternalIdsReleased: { version: 1, personal: [] },
  KeysDestroyed: { version: 1, personal: [] },
  ReadModelsPurged: { version: 1, personal: [] },
  RemainsOverwritten: { version: 1, personal: [] },
};
