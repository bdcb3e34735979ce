import { type EventDefinitions } from '../event-sourcing/core.js';

/** Somebody who was reached at the address was erased. Its data says nothing of who. */
export interface AddressSuppressed {
  readonly type: 'AddressSuppressed';
  readonly data: { readonly occurredAt: string };
}

export const suppressionEvents: EventDefinitions<AddressSuppressed> = {
  AddressSuppressed: { version: 1, personal: [] },
};
