import { Inject, Injectable } from '@nestjs/common';
import {
  type Filter,
  LATEST,
  type Page,
  page,
  type Position,
  type Read,
  type ReadModel,
  ReadModels,
} from '../../event-sourcing/core.js';
import {
  type BoundedContext,
  CLOCK,
  CONFIG,
  CONTEXTS,
  type DossierConfig,
  ofAll,
  type Retained,
  type RetentionSubject,
  settingOf,
  startOfDay,
  timeZone,
  type TimeZone,
} from '../../platform/index.js';
import { PrivacyError } from '../privacy.errors.js';
import { cutoffOf, retention, type RetentionRule, rulesOf } from './retention.rules.js';

/** What is due: that of a subject whose latest time lies before this one. */
export interface Due {
  readonly subject: RetentionSubject;
  readonly before: string;
}

/** A rule as of a day: `before` is the start of the day `cutoff`. */
export interface RuleAsOf extends RetentionRule, Due {
  readonly cutoff: string;
}

/** What is due, by its latest time, the oldest first; or what would be, and is held back. */
export type DuePage = Page<Read<Retained>>;

/** How much is due, and how much would be and is held back. */
export interface DueCounts {
  readonly due: number;
  readonly heldBack: number;
}

export interface DueRequest {
  readonly heldBack: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly minPosition?: Position | undefined;
}

const isDue = (before: string): Filter => ({ isHeld: false, lastAt: { $lt: before } });
const isHeldBack = (before: string): Filter => ({ isHeld: true, lastAt: { $lt: before } });

/** What rules of retention make due. Each question is answered by an index of the read model of what is retained. */
@Injectable()
export class RetentionDue {
  readonly zone: TimeZone;
  readonly rules: readonly RetentionRule[];
  private readonly subjects: readonly RetentionSubject[];

  constructor(
    private readonly readModels: ReadModels,
    @Inject(CONFIG) config: DossierConfig,
    @Inject(CONTEXTS) contexts: readonly BoundedContext[],
    @Inject(CLOCK) private readonly now: () => Date,
  ) {
    this.zone = settingOf(config, timeZone);
    this.subjects = ofAll(contexts, (context) => context.retention);
    this.rules = rulesOf(settingOf(config, retention), this.subjects);
  }

  today(): string {
    return this.zone.dayOf(this.now().toISOString());
  }

  /** What is due of a subject, whatever rules there are by now. */
  dueOf(name: string, before: string): Due {
    const subject = this.subjects.find((each) => each.name === name);
    if (!subject) throw new Error(`nothing is retained under the name ${name}`);
    return { subject, before };
  }

  /**
   * The rule that is written so, as of a day of the service's time zone.
   * @throws PrivacyError `rule-not-found`, `as-of-in-future`
   */
  ruleAsOf(text: string, asOf: string): RuleAsOf {
    const rule = this.rules.find((each) => each.text === text);
    if (!rule) throw new PrivacyError('rule-not-found', `there is no rule ${JSON.stringify(text)}`);
    const today = this.today();
    if (asOf > today)
      throw new PrivacyError('as-of-in-future', `asOf ${asOf} is after today, ${today} (${this.zone.name})`);
    const cutoff = cutoffOf(asOf, rule.period);
    return { ...rule, cutoff, before: startOfDay(cutoff, this.zone) };
  }

  /** @throws InvalidCursorError, and what `ReadModels.open` throws */
  async pageOf(
    { subject, before }: Due,
    { heldBack, limit, cursor, minPosition }: DueRequest,
  ): Promise<DuePage> {
    const model: ReadModel<Retained> = await this.readModels.open(subject.retained, { minPosition });
    const filter = heldBack ? isHeldBack(before) : isDue(before);
    return page(model, filter, { sort: ['lastAt', 1], limit, cursor });
  }

  /** As of the position, or later. @throws what `ReadModels.open` throws */
  async countsOf({ subject, before }: Due, minPosition: Position | undefined): Promise<DueCounts> {
    const model: ReadModel<Retained> = await this.readModels.open(subject.retained, { minPosition });
    return { due: await model.count(isDue(before)), heldBack: await model.count(isHeldBack(before)) };
  }

  /** What is retained under an id after all that is recorded by now; undefined: nothing any more. */
  async retainedNow({ subject }: Due, id: string): Promise<Read<Retained> | undefined> {
    const model: ReadModel<Retained> = await this.readModels.open(subject.retained, { minPosition: LATEST });
    return model.get(id);
  }
}
