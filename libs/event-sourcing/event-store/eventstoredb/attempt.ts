import { type EventStoreDBClient } from '@eventstore/db-client';

/** Appends and reads fail apart: without a quorum a cluster reads and doesn't append. */
export type Kind = 'append' | 'read';

/** One attempt of a call, on the client that there is at the time, within so many milliseconds. */
export type Attempt<Result> = (client: EventStoreDBClient, timeLimit: number) => Promise<Result>;
