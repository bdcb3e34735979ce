import { Inject, type Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import {
  type Check,
  type CommandAccepted,
  CommandEngine,
  type CommandEnvelope,
  DomainError,
} from '../event-sourcing/core.js';
import { CLOCK, newCommandId } from '../platform/index.js';
import { customerCheck } from './customers.check.js';
import { AddExternalId, type CustomerCommand, RegisterCustomer } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import { CustomerError } from './customers.errors.js';
import { type ExternalId } from './customers.events.js';
import { type Customer } from './customers.state.js';
import { sameExternalId } from './details.published.js';
import { Suppressions } from './suppressions.handlers.js';
import { ClaimExternalId, claimIdOf, ReleaseExternalId } from './external-id-claims.commands.js';
import { claimDecider } from './external-id-claims.decider.js';

/** Those that bring a customer an external id. */
type Bringing = RegisterCustomer | AddExternalId;

/** An external id that another customer has. */
interface Taken {
  readonly field: string;
  readonly externalId: ExternalId;
  readonly holderId: string;
}

/**
 * How long a claim stands whose holder does not have the external id, in milliseconds: its registration may be under way.
 * Far longer than a command may take.
 */
const UNDER_WAY = 60_000;

const has = (customer: Customer, externalId: ExternalId): boolean =>
  customer.status === 'registered' && customer.externalIds.some(sameExternalId(externalId));

const broughtBy = (command: Bringing): readonly (ExternalId & { readonly field: string })[] =>
  command.type === 'RegisterCustomer'
    ? (command.data.externalIds ?? []).map((externalId, index) => ({
        ...externalId,
        field: `externalIds.${index}`,
      }))
    : [{ ...command.data, field: 'id' }];

/** Refuses a command unless the decider has something else to say: a repetition, an unknown customer, nothing to do. */
const refusing =
  ({ externalId, field, holderId }: Taken): Check<Customer, CustomerCommand> =>
  (command, customer) => {
    const isAdding = command.type === 'AddExternalId';
    if (isAdding && (customer.status === 'unknown' || has(customer, externalId)))
      return Promise.resolve(command);
    const message = `${externalId.system} knows another customer as ${externalId.id}: ${holderId}`;
    throw new CustomerError('external-id-taken', message, [{ field, message }], holderId);
  };

/** The claims of one command. */
class Claiming {
  private readonly claimed: ExternalId[] = [];

  constructor(
    private readonly engine: CommandEngine,
    private readonly now: () => Date,
    private readonly command: Bringing,
  ) {}

  /** Claims what the command brings; returns the first that another customer has. */
  async claim(): Promise<Taken | undefined> {
    let taken: Taken | undefined;
    for (const { field, ...externalId } of broughtBy(this.command)) {
      const holderId = await this.holderInstead(externalId);
      if (holderId !== undefined) taken ??= { field, externalId, holderId };
    }
    return taken;
  }

  /** Gives back what was claimed for a command that was refused, unless another command gave it to the customer meanwhile. */
  async release(): Promise<void> {
    const { id: holderId } = this.command;
    for (const externalId of this.claimed) {
      if (has(await this.engine.read(customerDecider, holderId), externalId)) continue;
      await this.engine.handle(
        claimDecider,
        new ReleaseExternalId(claimIdOf(externalId), { holderId }, this.envelope()),
      );
    }
  }

  /** The customer that has it; undefined: this command's. */
  private async holderInstead(externalId: ExternalId): Promise<string | undefined> {
    const holderId = await this.claimOne(externalId);
    if (holderId === undefined || !(await this.isLeftOver(externalId, holderId))) return holderId;
    return this.claimOne(externalId, holderId);
  }

  private async claimOne(externalId: ExternalId, insteadOf?: string): Promise<string | undefined> {
    const data = { holderId: this.command.id, ...(insteadOf === undefined ? {} : { insteadOf }) };
    const command = new ClaimExternalId(claimIdOf(externalId), data, this.envelope());
    try {
      const { outcome } = await this.engine.handle(claimDecider, command);
      if (outcome === 'appended') this.claimed.push(externalId);
      return undefined;
    } catch (error) {
      if (error instanceof CustomerError && error.conflictsWith !== undefined) return error.conflictsWith;
      throw error;
    }
  }

  /** Whether the claim is what a process left behind that died before it registered the customer. */
  private async isLeftOver(externalId: ExternalId, holderId: string): Promise<boolean> {
    const claim = await this.engine.read(claimDecider, claimIdOf(externalId));
    if (claim.status !== 'held' || claim.holderId !== holderId) return false;
    if (this.now().getTime() - Date.parse(claim.claimedAt) < UNDER_WAY) return false;
    return !has(await this.engine.read(customerDecider, holderId), externalId);
  }

  /** Each claim is a command of its own: one that was released is claimed anew when its command is sent again. */
  private envelope(): CommandEnvelope {
    const { commandId: causationId, ...rest } = this.command.envelope;
    const { actor, correlationId, requestHash } = rest;
    return {
      commandId: newCommandId(),
      requestHash,
      correlationId,
      causationId,
      actor,
      occurredAt: this.now().toISOString(),
      timeFrom: 'decision',
    };
  }
}

/**
 * The NestJS handlers of commands that bring external ids: each is claimed before the command is decided, and released
 * when the command is refused.
 */
export const claimingHandlers: readonly Type[] = [RegisterCustomer, AddExternalId].map((type) => {
  @CommandHandler(type)
  class ClaimingHandler {
    constructor(
      private readonly engine: CommandEngine,
      private readonly suppressions: Suppressions,
      @Inject(CLOCK) private readonly now: () => Date,
    ) {}

    async execute(received: Bringing): Promise<CommandAccepted> {
      const command =
        received.type === 'RegisterCustomer'
          ? await this.suppressions.registrationFlagged(received)
          : received;
      const claiming = new Claiming(this.engine, this.now, command);
      const taken = await claiming.claim();
      const check = taken && command.data.onConflict !== 'flag' ? refusing(taken) : customerCheck;
      try {
        return await this.engine.handle(customerDecider, command, check);
      } catch (error) {
        // Refused: nothing was appended. Of what failed otherwise, that isn't known.
        if (error instanceof DomainError) await claiming.release();
        throw error;
      }
    }
  }
  return ClaimingHandler;
});
