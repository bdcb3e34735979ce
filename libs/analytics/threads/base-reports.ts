import { Inject, Injectable } from '@nestjs/common';
import { type AnyProjection, type Position, ReadModels } from '../../event-sourcing/core.js';
import { CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { unknownSegment } from '../analytics.errors.js';
import { rfmThresholds, segments } from '../analytics.settings.js';
import { isTime } from '../facts/known-position.js';
import { type ReportOptions } from '../report.requests.js';
import { type ReportFrame } from '../report.frame.js';
import { Reporting } from '../reporting.js';
import { type AskOf, type ReportName, type ReportOf, reports, type TableName } from '../reports.js';
import { type SchemeName } from '../segments/segment-rules.js';
import { type Segmenting } from '../segments/segmenting.js';
import { ReportThread } from './report-thread.js';

/** Reports on all customers, purchases and deals, with what each says of itself. */
@Injectable()
export class BaseReports {
  constructor(
    private readonly reporting: Reporting,
    private readonly readModels: ReadModels,
    private readonly thread: ReportThread,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  /** Waits for `minPosition` here, so that a position that the log hasn't reached is refused, and then for the report. */
  async answer<Name extends ReportName>(
    name: Name,
    ask: AskOf<Name>,
    { asOf, knownAt, minPosition }: ReportOptions,
    caller?: AbortSignal,
  ): Promise<ReportFrame & ReportOf<Name>> {
    if (minPosition !== undefined) await this.wait(name, minPosition, knownAt);
    const { report, position } = await this.thread.ask(name, ask, { asOf, knownAt }, caller);
    const frame = { asOf, timeZone: this.reporting.zone.name, position: position === '' ? null : position };
    return { ...frame, ...report };
  }

  segmenting(scheme: SchemeName): Segmenting {
    const thresholds = settingOf(this.config, rfmThresholds);
    return { scheme, thresholds, rules: settingOf(this.config, segments)[scheme] };
  }

  /** @throws AnalyticsError `unknown-segment` if the scheme has none of that name */
  checkSegment(field: string, name: string | undefined, { rules }: Segmenting, ...more: string[]): void {
    const names = [...rules.map((rule) => rule.name), ...more];
    if (name !== undefined && !names.includes(name)) throw unknownSegment(field, name, names);
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
