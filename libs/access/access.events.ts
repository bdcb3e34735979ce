import { type EventDefinitions } from '../event-sourcing/core.js';

/**
 * Personal data of these customers was shown, or was about to be: it is recorded before. By whom, and what it belonged to, is
 * in the metadata. `operation` is the id of an operation of the interface, or the name of a command of the command line.
 */
export interface PersonalDataShown {
  readonly type: 'PersonalDataShown';
  readonly data: {
    readonly occurredAt: string;
    readonly customerIds: readonly string[];
    readonly operation: string;
  };
}

export type AccessEvent = PersonalDataShown;

export const accessEvents: EventDefinitions<AccessEvent> = {
  PersonalDataShown: { version: 1, personal: [] },
};
