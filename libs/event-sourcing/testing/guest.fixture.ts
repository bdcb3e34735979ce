import { randomBytes } from 'node:crypto';
import { type Decider } from '../commands/decider.js';
import { DomainCommand } from '../commands/domain-command.js';
import { derivedId } from '../commands/identifiers.js';
import { ERASED } from '../events/domain-event.js';
import { EventCodec } from '../events/event-codec.js';
import { SubjectKeys } from '../keys/subject-keys.js';
import { occurring } from './given-when-then.js';
import { InMemoryKeyStore } from './in-memory.key-store.js';

/** A guest has written something into the book; `customerId` as soon as it is known who. */
export interface Wrote {
  readonly type: 'Wrote';
  readonly data: {
    readonly occurredAt: string;
    readonly name: string;
    readonly line?: string;
    readonly page: number;
    readonly customerId?: string;
    readonly hostId?: string;
    readonly host?: string;
  };
}

export type Writing = Omit<Wrote['data'], 'occurredAt'>;

export class Write extends DomainCommand<Writing> {
  readonly type = 'Write';
}

/** A kind of stream with personal data, for specs of the engine. */
export const guestBook: Decider<readonly Writing[], Write, Wrote> = {
  category: 'book',
  events: {
    Wrote: {
      version: 1,
      personal: ['name', 'line', 'host'],
      about: { host: 'hostId' },
      erased: { name: ERASED },
    },
  },
  initial: [],
  decide: ({ data, envelope: { occurredAt } }) => [{ type: 'Wrote', data: { ...data, occurredAt } }],
  evolve: (writings, { data: { occurredAt: _, ...writing } }) => [...writings, writing],
};

export const write = (data: Writing, id = '1'): Write =>
  new Write(
    id,
    data,
    occurring('2026-03-01T10:00:00.000Z', {
      commandId: derivedId(JSON.stringify(data)),
      requestHash: JSON.stringify(data),
    }),
  );

/** A key store with the codec of one process on it, and of another. */
export const guestKeys = () => {
  const keyStore = new InMemoryKeyStore();
  const rootKey = randomBytes(32);
  let now = 0;
  const open = () => {
    const keys = new SubjectKeys(keyStore, rootKey, { clock: () => now });
    return { keys, codec: new EventCodec([guestBook.events], new Map(), keys) };
  };
  return {
    keyStore,
    open,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    ...open(),
  };
};
