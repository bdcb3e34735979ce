import { setImmediate } from 'node:timers/promises';
import { DomainError, type Position, type ReadModels } from '../../event-sourcing/core.js';
import { Base } from '../base/base.js';
import { CustomerTable } from '../base/customer-table.js';
import { PurchaseTable } from '../base/purchase-table.js';
import { pauses } from '../pauses.js';
import { type AnalyticsProjections } from '../projections.js';
import { reports } from '../reports.js';
import { type ReportAnswer, type ReportQuestion } from './report-messages.js';

/** Answers questions from tables in memory, which it brings up to date with the read models before each answer. */
export class ReportDesk {
  private readonly purchases = new PurchaseTable();
  private readonly customers = new CustomerTable();
  private readonly open = new Map<number, AbortController>();
  private refreshing: Promise<void> = Promise.resolve();

  constructor(
    private readonly readModels: ReadModels,
    private readonly projections: AnalyticsProjections,
  ) {}

  cancel(number: number): void {
    this.open.get(number)?.abort();
  }

  async answer({ number, name, ask, asOf, knownAt }: ReportQuestion): Promise<ReportAnswer> {
    const caller = new AbortController();
    this.open.set(number, caller);
    try {
      // One after another: they change the tables.
      this.refreshing = this.refreshing.then(
        () => this.refresh(),
        () => this.refresh(),
      );
      await this.refreshing;
      const position = await this.positionAt(knownAt);
      const pause = pauses();
      const base = new Base(this.purchases, this.customers, { asOf, position }, async () => {
        await pause();
        caller.signal.throwIfAborted();
      });
      // A cancellation that has arrived is handled before the calculation begins.
      await setImmediate();
      caller.signal.throwIfAborted();
      const report: (ask: never, base: Base) => Promise<unknown> = reports[name];
      // The sender's types bind question and name together.
      return { number, position, report: await report(ask as never, base) };
    } catch (error) {
      if (!(error instanceof DomainError)) return { number, failure: error };
      const { code, message, fields } = error as DomainError;
      return { number, refused: { code, message, fields } };
    } finally {
      this.open.delete(number);
    }
  }

  private async refresh(): Promise<void> {
    const purchases = await this.readModels.open(this.projections.purchases);
    const customers = await this.readModels.open(this.projections.customerAttributes);
    await this.purchases.refresh(purchases);
    await this.customers.refresh(customers);
  }

  /** The lowest of what both tables hold and what is asked for. */
  private async positionAt(knownAt: string | undefined): Promise<Position> {
    const held =
      this.purchases.position < this.customers.position ? this.purchases.position : this.customers.position;
    if (knownAt === undefined) return held;
    const asked = knownAt.includes('T') ? await this.positionAtMinute(knownAt.slice(0, 16)) : knownAt;
    return asked < held ? asked : held;
  }

  private async positionAtMinute(minute: string): Promise<Position> {
    const minutes = await this.readModels.open(this.projections.recordedMinutes);
    const [last] = await minutes.find({ _id: { $lt: minute } }, { sort: { _id: -1 }, limit: 1 });
    return last?.position ?? '';
  }
}
