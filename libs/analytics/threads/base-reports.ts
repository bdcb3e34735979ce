import { Inject, Injectable } from '@nestjs/common';
import { ReadModels } from '../../event-sourcing/core.js';
import { CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { unknownSegment } from '../analytics.errors.js';
import { rfmThresholds, segments } from '../analytics.settings.js';
import { type ReportOptions } from '../report.requests.js';
import { type ReportFrame } from '../report.frame.js';
import { Reporting } from '../reporting.js';
import { type AskOf, type ReportName, type ReportOf } from '../reports.js';
import { type SchemeName } from '../segments/segment-rules.js';
import { type Segmenting } from '../segments/segmenting.js';
import { ReportThread } from './report-thread.js';

/** Reports on all customers and purchases, with what each says of itself. */
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
    if (minPosition !== undefined) {
      const { purchases, customerAttributes, recordedMinutes } = this.reporting.projections;
      await this.readModels.open(purchases, { minPosition });
      await this.readModels.open(customerAttributes, { minPosition });
      await this.readModels.open(recordedMinutes, { minPosition });
    }
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
}
