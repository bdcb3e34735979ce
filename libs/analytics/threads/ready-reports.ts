import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ReadModels } from '../../event-sourcing/core.js';
import { purchaseDimensions } from '../purchases/purchase-dimensions.js';
import { type PurchasesAsk } from '../purchases/purchase-grouping.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from './base-reports.js';
import { ReportThread } from './report-thread.js';

/** The first look comes when a process that only answers one question has ended. In milliseconds. */
const FIRST = 10_000;
/** From one look to the next, in milliseconds. */
const EVERY = 60_000;

/**
 * Has the report thread read all facts and count purchases by each dimension before anybody asks: after a start, and from
 * then on every minute what has changed. The thread has the lowest priority, so that requests come first. Where there are no
 * purchases, no thread begins.
 */
@Injectable()
export class ReadyReports implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly thread: ReportThread,
    private readonly reports: BaseReports,
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
  ) {}

  onApplicationBootstrap(): void {
    const look = () => {
      // Stores out of reach, or read models that are being built: the next look comes in a minute.
      void this.makeReady().catch(() => undefined);
    };
    this.timers.push(setTimeout(look, FIRST).unref(), setInterval(look, EVERY).unref());
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Resolves when the thread has been told. */
  async makeReady(): Promise<void> {
    const purchases = await this.readModels.open(this.reporting.projections.purchases, { timeoutMs: 0 });
    const [one] = await purchases.find({}, { limit: 1, projection: { _id: 1 } });
    if (one === undefined) return;
    this.thread.makeReady({ asOf: this.reporting.today(), questions: this.questions() });
  }

  private questions(): PurchasesAsk[] {
    const segmenting = this.reports.scoring('quintiles');
    return purchaseDimensions.map((groupBy) => ({ groupBy, filters: {}, emptyPeriods: false, segmenting }));
  }
}
