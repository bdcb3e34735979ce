import { Inject, Injectable } from '@nestjs/common';
import { type AnyProjection, type Position, ReadModels } from '../../event-sourcing/core.js';
import { type AnswerInParts, CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { unknownSegment } from '../analytics.errors.js';
import { rfmThresholds, segments } from '../analytics.settings.js';
import { isTime } from '../facts/known-position.js';
import { type ReportOptions } from '../report.requests.js';
import { type ReportFrame } from '../report.frame.js';
import { Reporting } from '../reporting.js';
import { type AskOf, type ReportName, type ReportOf, reports, type TableName } from '../reports.js';
import { DefinedSegments, type SegmentOptions } from '../segments/defined/defined-segments.js';
import { type DefinedSegment, type Segmenting } from '../segments/defined/segment-conditions.js';
import { type SchemeName, type Scoring } from '../segments/segment-rules.js';
import { ReportThread } from './report-thread.js';
import { type ReportCaller } from './caller.decorator.js';

/** A segment that a question names. */
interface NamedSegment {
  readonly field: string;
  readonly segment: string | undefined;
}

/** Reports on all customers, purchases and deals, with what each says of itself. */
@Injectable()
export class BaseReports {
  constructor(
    private readonly reporting: Reporting,
    private readonly readModels: ReadModels,
    private readonly thread: ReportThread,
    private readonly definedSegments: DefinedSegments,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  /** The report, when all of it has come from where it is made. */
  async answer<Name extends ReportName>(
    name: Name,
    ask: AskOf<Name>,
    options: ReportOptions,
    caller?: ReportCaller,
  ): Promise<ReportFrame & ReportOf<Name>> {
    return (await this.answerInParts(name, ask, options, caller)).whole();
  }

  /**
   * The report with its long lists, which come part by part from where it is made, until `caller` is gone. Waits for
   * `minPosition` here, so that a position that the log hasn't reached is refused, and then for the report.
   */
  async answerInParts<Name extends ReportName>(
    name: Name,
    ask: AskOf<Name>,
    { asOf, knownAt, minPosition, currency, convert }: ReportOptions,
    caller?: ReportCaller,
  ): Promise<AnswerInParts<ReportFrame & ReportOf<Name>>> {
    if (minPosition !== undefined) await this.wait(name, minPosition, knownAt);
    if (convert && minPosition !== undefined)
      await this.readModels.open(this.reporting.projections.exchangeRates, { minPosition });
    const moment = { asOf, knownAt, convertTo: convert ? currency : undefined };
    const { report, position, converted } = await this.thread.ask(name, ask, moment, caller);
    const logPosition = position === '' ? null : position;
    const frame = { asOf, timeZone: this.reporting.zone.name, logPosition };
    return report.after({ ...frame, ...(converted ? { converted } : {}) });
  }

  /** Scores and the segments that they make, as configured. */
  scoring(scheme: SchemeName): Scoring {
    const thresholds = settingOf(this.config, rfmThresholds);
    return { scheme, thresholds, rules: settingOf(this.config, segments)[scheme] };
  }

  /**
   * The scheme's segments; or, where `named` is none of them, the one that an analyst defined under that name or id.
   * @throws AnalyticsError `unknown-segment` if there is none, or it is retired
   */
  async segmenting(
    scheme: SchemeName,
    named?: NamedSegment,
    options: SegmentOptions = {},
  ): Promise<Segmenting> {
    const scoring = this.scoring(scheme);
    const names = scoring.rules.map(({ name }) => name);
    if (named?.segment === undefined || names.includes(named.segment)) return scoring;
    const found = await this.definedSegments.find(named.segment, options);
    if (!found) throw unknownSegment(named.field, named.segment, names);
    return { ...scoring, defined: { ...found, scoring: this.scoring('quintiles') } };
  }

  /** @throws AnalyticsError `unknown-segment` if the scheme has none of that name */
  checkSegment(field: string, name: string | undefined, { rules }: Scoring, ...more: string[]): void {
    const names = [...rules.map((rule) => rule.name), ...more];
    if (name !== undefined && !names.includes(name)) throw unknownSegment(field, name, names);
  }

  /** The segments that analysts defined and didn't retire, by name. */
  async defined(options: SegmentOptions): Promise<DefinedSegment[]> {
    const scoring = this.scoring('quintiles');
    return (await this.definedSegments.all(options)).map((segment) => ({ ...segment, scoring }));
  }

  private async wait(name: ReportName, minPosition: Position, knownAt: string | undefined): Promise<void> {
    const { purchases, customerAttributes, dealFacts, recordedMinutes } = this.reporting.projections;
    const read: Readonly<Record<TableName, AnyProjection>> = {
      purchases,
      customers: customerAttributes,
      deals: dealFacts,
    };
    for (const table of reports[name].reads) await this.readModels.open(read[table], { minPosition });
    if (knownAt !== undefined && isTime(knownAt))
      await this.readModels.open(recordedMinutes, { minPosition });
  }
}
