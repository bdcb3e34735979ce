import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EraseCustomer } from '../customers/erase-customer.published.js';
import { claimIdOf, externalIdsOf, ReleaseExternalId } from '../customers/external-id-claims.published.js';
import {
  addressesOf,
  addressText,
  SuppressAddress,
  SUPPRESSIONS,
} from '../customers/suppressions.published.js';
import {
  type CommandAccepted,
  CommandEngine,
  type CommandEnvelope,
  derivedId,
  type DomainCommand,
  DomainError,
  type OpenKeys,
  type Position,
  ReadModels,
  type SubjectKeys,
} from '../event-sourcing/core.js';
import { KEYS } from '../event-sourcing/nest.js';
import { type BoundedContext, CLOCK, CONTEXTS, ofAll } from '../platform/index.js';
import { RecordExternalIdsReleased, RecordKeysDestroyed } from './erasure.commands.js';
import { erasureDecider } from './erasure.decider.js';

/** The same command id however often a step of an erasure is done. */
const stepOf = (
  step: string,
  customerId: string,
  now: Date,
  { commandId, correlationId, actor }: CommandEnvelope,
): CommandEnvelope => ({
  commandId: derivedId('erasure', customerId, step),
  requestHash: derivedId('erasure-request', customerId, step),
  correlationId,
  causationId: commandId,
  actor,
  occurredAt: now.toISOString(),
  timeFrom: 'decision',
});

/** The steps of an erasure. Each may be done again after a kill at any point, by this process or another, and at once. */
@Injectable()
export class ErasureWork {
  constructor(
    private readonly engine: CommandEngine,
    private readonly bus: CommandBus,
    private readonly readModels: ReadModels,
    @Inject(KEYS) private readonly keys: OpenKeys,
    @Inject(CONTEXTS) private readonly contexts: readonly BoundedContext[],
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  /**
   * Destroys the keys first, then records that the customer is erased: what is appended after that record was encrypted by a
   * key that no consumer gets any more, so nothing that raced with it comes into a read model.
   */
  async carryOut(
    customerId: string,
    caseReference: string,
    cause: CommandEnvelope,
  ): Promise<CommandAccepted> {
    const now = this.now();
    await this.suppressAddresses(customerId, now, cause);
    await this.releaseExternalIds(customerId, now, cause);
    const keys = await this.subjectKeys.destroy(customerId, now.toISOString());
    const erased = await this.bus.execute<DomainCommand, CommandAccepted>(
      new EraseCustomer(customerId, { caseReference }, stepOf('erase', customerId, now, cause)),
    );
    await this.engine.handle(
      erasureDecider,
      new RecordKeysDestroyed(customerId, { keys }, stepOf('keys', customerId, now, cause)),
    );
    return erased;
  }

  /** While they can still be read: a kill before the keys are destroyed has it done again. */
  private async suppressAddresses(customerId: string, now: Date, cause: CommandEnvelope): Promise<void> {
    for (const address of await this.engine.read(addressesOf, customerId)) {
      const id = await this.subjectKeys.keyedHash(SUPPRESSIONS, addressText(address));
      await this.bus.execute<DomainCommand, CommandAccepted>(
        new SuppressAddress(id, {}, stepOf(`suppress ${id}`, customerId, now, cause)),
      );
    }
  }

  /** While they can still be read, too. Where there are claims that the customer never made, others hold them, or nobody. */
  private async releaseExternalIds(customerId: string, now: Date, cause: CommandEnvelope): Promise<void> {
    let claims = 0;
    for (const externalId of await this.engine.read(externalIdsOf, customerId)) {
      const id = claimIdOf(externalId);
      const release = new ReleaseExternalId(
        id,
        { holderId: customerId },
        stepOf(`release ${id}`, customerId, now, cause),
      );
      try {
        await this.bus.execute<DomainCommand, CommandAccepted>(release);
        claims += 1;
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'external-id-not-found')) throw error;
      }
    }
    await this.engine.handle(
      erasureDecider,
      new RecordExternalIdsReleased(customerId, { claims }, stepOf('external ids', customerId, now, cause)),
    );
  }

  /** Files the key that a stream had before it had a customer; destroys it when the customer is erased already. */
  async fileKey(stream: string, customerId: string): Promise<void> {
    await this.subjectKeys.file(stream, customerId, this.now().toISOString());
  }

  /**
   * Returns when every read model that is served has passed the position.
   * @throws ReadModelBehindError, ReadModelBuildingError when one hasn't in time
   */
  async purged(position: Position): Promise<void> {
    for (const projection of ofAll(this.contexts, ({ projections }) => projections))
      await this.readModels.open(projection, { minPosition: position });
  }

  private get subjectKeys(): SubjectKeys {
    const { keys } = this.keys;
    if (!keys) throw new Error('a process that only reads carries out no erasure');
    return keys;
  }
}
