import { hash } from 'node:crypto';

/** b7c0f2a4-52f5-4f0e-9a53-3f4a3d0c9f61 */
const NAMESPACE = Buffer.from('b7c0f2a452f54f0e9a533f4a3d0c9f61', 'hex');

/** A UUID (version 5) that is always the same for the same parts, and another for any others. */
export const derivedId = (...parts: readonly string[]): string => {
  const digest = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(JSON.stringify(parts))]));
  const variant = '89ab'[Number.parseInt(digest.charAt(16), 16) % 4] ?? '';
  return (
    `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-` +
    `${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  );
};

/** The command id of a caller's idempotency key: two callers may use the same key. */
export const commandIdFor = (caller: string, idempotencyKey: string): string =>
  derivedId('command', caller, idempotencyKey);

/**
 * The id of a thing that a command makes: always the same for the same caller, key and place. `madeIn` is what it is made
 * in, such as the id of a customer, and tells things apart where one command makes several: a caller may use one key for
 * commands on two customers.
 */
export const createdIdFor = (commandId: string, ...madeIn: readonly [string, ...string[]]): string =>
  derivedId('created', commandId, ...madeIn);
