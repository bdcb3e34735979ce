import { occurring } from './given-when-then.js';
import { type Decider } from '../commands/decider.js';
import { type CommandEnvelope, DomainCommand } from '../commands/domain-command.js';
import { DomainError } from '../commands/domain.error.js';
import { derivedId } from '../commands/identifiers.js';

interface Deposited {
  readonly type: 'Deposited';
  readonly data: { readonly occurredAt: string; readonly amount: number };
}

class Deposit extends DomainCommand<{ readonly amount: number }> {
  readonly type = 'Deposit';
}

class OpenWithDeposit extends Deposit {
  static readonly creates = true;
}

/** A small kind of stream, for specs of the engine. */
export const account: Decider<number, Deposit, Deposited> = {
  category: 'account',
  events: { Deposited: { version: 1, personal: [] } },
  initial: 0,
  decide: ({ data: { amount }, envelope: { occurredAt } }, balance) => {
    if (balance + amount > 1000) throw new DomainError('account-full', 'no more fits in');
    return amount === 0 ? [] : [{ type: 'Deposited', data: { occurredAt, amount } }];
  },
  evolve: (balance, { data }) => balance + data.amount,
};

export const at = '2026-03-01T10:00:00.000Z';
export const now = new Date('2026-03-02T00:00:00.000Z');

export const deposit = (amount: number, key: string, more: Partial<CommandEnvelope> = {}, id = '1') =>
  new Deposit(
    id,
    { amount },
    occurring(at, { commandId: derivedId(key), requestHash: `${amount}`, ...more }),
  );

/** The same, as a command that begins the stream. */
export const opening = (...asked: Parameters<typeof deposit>) => {
  const { id, data, envelope } = deposit(...asked);
  return new OpenWithDeposit(id, data, envelope);
};
