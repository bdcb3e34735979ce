import { type EventDefinitions } from '../event-sourcing/core.js';

/** One answer, or a page of one, that shows personal data. */
export interface Look {
  /** Whose it was, at most 200: customers, or deals and the like of which no customer was known. */
  readonly customerIds: readonly string[];
  /** The id of an operation of the interface, or the name of a command of the command line. */
  readonly operation: string;
  /** Who saw it, and what it belonged to. Absent in looks that have an event of their own: the metadata says so. */
  readonly by?: { readonly id: string; readonly service: string };
  readonly correlationId?: string;
}

/**
 * Personal data was shown, or was about to be: it is recorded before. The looks of answers that waited at the same time
 * are in one event, in their order.
 */
export interface PersonalDataShown {
  readonly type: 'PersonalDataShown';
  readonly data: {
    readonly occurredAt: string;
    readonly looks: readonly Look[];
  };
}

export type AccessEvent = PersonalDataShown;

export const accessEvents: EventDefinitions<AccessEvent> = {
  PersonalDataShown: {
    version: 2,
    personal: [],
    unhurried: true,
    upcasters: {
      1: ({ customerIds = [], operation = '', ...data }) => ({
        ...data,
        looks: [{ customerIds, operation }],
      }),
    },
  },
};
