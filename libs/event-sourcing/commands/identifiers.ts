import { v5 } from 'uuid';

const NAMESPACE = 'b7c0f2a4-52f5-4f0e-9a53-3f4a3d0c9f61';

/** A UUID (version 5) that is always the same for the same parts, and another for any others. */
export const derivedId = (...parts: readonly string[]): string => v5(JSON.stringify(parts), NAMESPACE);

/** The command id of a caller's idempotency key: two callers may use the same key. */
export const commandIdFor = (caller: string, idempotencyKey: string): string =>
  derivedId('command', caller, idempotencyKey);

/** The id of the event at `index` among those of one command. */
export const eventIdFor = (commandId: string, index: number): string =>
  derivedId('event', commandId, `${index}`);

/** The id of a thing that a command creates. */
export const createdIdFor = (commandId: string): string => derivedId('created', commandId);
