import { randomUUID } from 'node:crypto';

/** The id of a command that is never recognised again. */
export const newCommandId = (): string => randomUUID();
