import {
  type CommandEngine,
  CommandError,
  type CommandEnvelope,
  DomainError,
} from '../event-sourcing/core.js';
import { newCommandId } from '../platform/index.js';
import { customerDecider } from './customers.decider.js';
import { CustomerError } from './customers.errors.js';
import { type ExternalId } from './customers.events.js';
import { type Customer } from './customers.state.js';
import { sameExternalId } from './details.published.js';
import { ClaimExternalId } from './external-id-claims.commands.js';
import { claimIdOf, ReleaseExternalId } from './external-id-claims.published.js';
import { claimDecider } from './external-id-claims.decider.js';

/**
 * How long a claim stands whose holder does not have the external id, in milliseconds: its registration may be under way.
 * Far longer than a command may take.
 */
const UNDER_WAY = 60_000;

export const hasExternalId = (customer: Customer, externalId: ExternalId): boolean =>
  customer.status === 'registered' && customer.externalIds.some(sameExternalId(externalId));

/** Of what failed otherwise, it isn't known whether something was appended. */
const isRefusal = (error: unknown): boolean => error instanceof DomainError || error instanceof CommandError;

/** The claims of one command, made for the customer that will have the external ids. */
export class Claiming {
  private readonly claimed: ExternalId[] = [];
  /** Whether all that was asked for was claimed anew: what another command claimed, that one may give back. */
  private isOwn = true;

  constructor(
    private readonly engine: CommandEngine,
    private readonly now: () => Date,
    private readonly holderId: string,
    private readonly caused: CommandEnvelope,
  ) {}

  /** The other customer that has it; undefined: it is this command's. */
  async claim(externalId: ExternalId): Promise<string | undefined> {
    const holderId = await this.claimOne(externalId);
    const isTaken = holderId !== undefined && !(await this.isLeftOver(externalId, holderId));
    if (isTaken) this.isOwn = false;
    return isTaken || holderId === undefined ? holderId : this.claimOne(externalId, holderId);
  }

  /** What the events of the command say of its claims. */
  get mark(): { readonly claimed?: true } {
    return this.isOwn && this.claimed.length > 0 ? { claimed: true } : {};
  }

  /** Decides the command; where it is refused, gives back what was claimed for it. */
  async deciding<Answer>(decide: () => Promise<Answer>): Promise<Answer> {
    try {
      return await decide();
    } catch (error) {
      if (isRefusal(error)) await this.release();
      throw error;
    }
  }

  /** Not where another command gave it to the customer meanwhile. */
  private async release(): Promise<void> {
    const { engine, holderId } = this;
    for (const externalId of this.claimed) {
      if (hasExternalId(await engine.read(customerDecider, holderId), externalId)) continue;
      await engine.handle(
        claimDecider,
        new ReleaseExternalId(claimIdOf(externalId), { holderId }, this.envelope()),
      );
    }
  }

  private async claimOne(externalId: ExternalId, insteadOf?: string): Promise<string | undefined> {
    const data = { holderId: this.holderId, ...(insteadOf === undefined ? {} : { insteadOf }) };
    const command = new ClaimExternalId(claimIdOf(externalId), data, this.envelope());
    try {
      const { outcome } = await this.engine.handle(claimDecider, command);
      if (outcome === 'appended') this.claimed.push(externalId);
      else this.isOwn = false;
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
    return !hasExternalId(await this.engine.read(customerDecider, holderId), externalId);
  }

  /** Each claim is a command of its own: one that was released is claimed anew when its command is sent again. */
  private envelope(): CommandEnvelope {
    const { commandId: causationId, actor, correlationId, requestHash } = this.caused;
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
