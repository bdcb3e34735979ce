import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  type CommandAccepted,
  CommandEngine,
  CommandError,
  type CommandEnvelope,
  derivedId,
  type DomainCommand,
  DomainError,
  LATEST,
  type OpenKeys,
  streamOf,
} from '../../event-sourcing/core.js';
import { KEYS } from '../../event-sourcing/nest.js';
import { CLOCK } from '../../platform/index.js';
import { RequestErasure } from '../erasure.commands.js';
import { erasureDecider } from '../erasure.decider.js';
import { PrivacyError } from '../privacy.errors.js';
import { carryOutDecider, type CarryOutState, leftOf } from './carry-out.decider.js';
import { type RetentionStepPlanned, type Skipped } from './carry-out.events.js';
import { type Due, RetentionDue } from './retention-due.js';

/** How many are let go of in one step: what a kill has done again. */
const STEP = 25;

/** What is carried out. */
interface Asked extends Due {
  readonly id: string;
  readonly rule: string;
}

interface Taken {
  readonly carriedOut: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** The steps of carrying out a rule. Each may be done again after a kill at any point. */
@Injectable()
export class CarryOutWork {
  constructor(
    private readonly engine: CommandEngine,
    private readonly bus: CommandBus,
    private readonly due: RetentionDue,
    @Inject(KEYS) private readonly keys: OpenKeys,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  /** The next of those that are due; no ids: there are no more. */
  async plan(id: string): Promise<Pick<RetentionStepPlanned['data'], 'ids' | 'cursor'>> {
    const { state, asked } = await this.found(id);
    const limit = Math.min(STEP, leftOf(state));
    if (limit === 0 || state.completed) return { ids: [] };
    const { cursor } = state;
    const request = { heldBack: false, limit, cursor, minPosition: LATEST };
    const { items, nextCursor } = await this.due.pageOf(asked, request);
    const ids = items.map(({ _id }) => _id);
    return { ids, ...(nextCursor === undefined ? {} : { cursor: nextCursor }) };
  }

  /** Lets go of those that were planned last, one after another, as far as each is still due. */
  async take(id: string, cause: CommandEnvelope): Promise<Taken> {
    const { state, asked } = await this.found(id);
    const carriedOut: string[] = [];
    const skipped: Skipped[] = [];
    for (const each of state.planned) {
      const reason = await this.letGo(each, asked, cause);
      if (reason === undefined) carriedOut.push(each);
      else skipped.push({ id: each, reason });
    }
    return { carriedOut, skipped };
  }

  /** Undefined: this carry-out let go of it, now or before; otherwise why it is left. */
  private async letGo(id: string, asked: Asked, cause: CommandEnvelope): Promise<string | undefined> {
    const retained = await this.due.retainedNow(asked, id);
    // What was begun is finished, whatever came in between.
    const isGoing = retained === undefined || (await this.isBeingErased(asked, id));
    if (!isGoing) {
      if (retained.lastAt >= asked.before) return 'dealt-with-since';
      const [hold] = retained.heldBack;
      if (hold !== undefined) return hold;
    }
    try {
      const { outcome } = await this.bus.execute<DomainCommand, CommandAccepted>(commandOf(id, asked, cause));
      if (outcome === 'unchanged') return 'gone';
    } catch (error) {
      if (error instanceof CommandError || !(error instanceof DomainError)) throw error;
      return String(error.code);
    }
    await this.destroyKey(asked, id);
    return undefined;
  }

  private async isBeingErased({ subject }: Due, id: string): Promise<boolean> {
    return subject.letGo === undefined && (await this.engine.read(erasureDecider, id)).requested;
  }

  /** That of the stream; a customer's was destroyed with the erasure. */
  private async destroyKey({ subject: { letGo } }: Due, id: string): Promise<void> {
    if (!letGo) return;
    const { keys } = this.keys;
    if (!keys) throw new Error('a process that only reads carries nothing out');
    await keys.destroy(streamOf(letGo.category, id), this.now().toISOString());
  }

  /** @throws PrivacyError `carry-out-not-found` */
  private async found(id: string): Promise<{ readonly state: CarryOutState; readonly asked: Asked }> {
    const state = await this.engine.read(carryOutDecider, id);
    const { request } = state;
    if (!request) throw new PrivacyError('carry-out-not-found', `there is no carry-out ${id}`);
    const { rule, subject, before } = request;
    return { state, asked: { id, rule, ...this.due.dueOf(subject, before) } };
  }
}

/** The same command however often it is sent for the same carry-out. */
const commandOf = (
  id: string,
  { id: carryOutId, rule, subject }: Asked,
  { correlationId, causationId, actor }: CommandEnvelope,
): DomainCommand => {
  const caseReference = `retention ${carryOutId}`;
  const envelope: CommandEnvelope = {
    commandId: derivedId('retention', carryOutId, id),
    requestHash: derivedId('retention-request', carryOutId, id),
    correlationId,
    causationId,
    actor,
    occurredAt: new Date(0).toISOString(),
    timeFrom: 'decision',
  };
  return subject.letGo
    ? subject.letGo.command(id, { caseReference }, envelope)
    : new RequestErasure(id, { reason: `retention: ${rule}`, caseReference }, envelope);
};
