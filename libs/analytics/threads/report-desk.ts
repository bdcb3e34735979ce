import { setImmediate } from 'node:timers/promises';
import {
  DomainError,
  InvalidCursorError,
  type Position,
  type ReadModels,
} from '../../event-sourcing/core.js';
import { Base } from '../base/base.js';
import { DocumentTable } from '../base/document-table.js';
import { PurchaseTable } from '../base/purchase-table.js';
import { type CustomerAttributes } from '../facts/customer-attributes.projection.js';
import { type DealFacts } from '../facts/deal-facts.projection.js';
import { isTime, positionAt } from '../facts/known-position.js';
import { pauses } from '../pauses.js';
import { Conversion } from '../rates/conversion.js';
import { type RatesOfDay } from '../rates/exchange-rates.projection.js';
import { type AnalyticsProjections } from '../projections.js';
import { KeptReports } from '../kept-reports.js';
import { reports, type TableName } from '../reports.js';
import { reportPurchases } from '../purchases/purchases.report.js';
import {
  INVALID_CURSOR,
  type ReportAnswer,
  type ReportListPart,
  type ReportQuestion,
  type ToMakeReady,
} from './report-messages.js';
import { LongLists } from './long-lists.js';

/** Rates are read where amounts are converted, whatever the report. */
type ReadTable = TableName | 'rates';

/** Answers questions from tables in memory, which it brings up to date with the read models before each answer. */
export class ReportDesk {
  private readonly tables = {
    purchases: new PurchaseTable(),
    customers: new DocumentTable<CustomerAttributes>(),
    deals: new DocumentTable<DealFacts>(),
    rates: new DocumentTable<RatesOfDay>(),
  };
  private readonly kept = new KeptReports();
  private readonly open = new Map<number, AbortController>();
  private readonly lists = new LongLists();
  private refreshing: Promise<void> = Promise.resolve();
  private readying: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly readModels: ReadModels,
    private readonly projections: AnalyticsProjections,
  ) {}

  /** Ends the making of an answer, and forgets its lists. */
  cancel(number: number): void {
    this.open.get(number)?.abort();
    this.lists.forget(number);
  }

  /** The next part of a list of an answer; undefined if it is forgotten. */
  more(number: number, list: string): ReportListPart | undefined {
    const part = this.lists.next(number, list);
    return part && { number, list, part };
  }

  async answer({
    number,
    name,
    ask,
    asOf,
    knownAt,
    convertTo,
    masks,
  }: ReportQuestion): Promise<ReportAnswer> {
    const caller = new AbortController();
    this.open.set(number, caller);
    try {
      const { make, reads: always } = reports[name];
      const reads: readonly ReadTable[] = convertTo === undefined ? always : [...always, 'rates'];
      await this.refreshed(reads);
      const held = this.heldOf(reads);
      const position = await this.positionOf(held, knownAt);
      const pausing = pausingUntil(caller.signal);
      const moment = { asOf, position };
      const conversion =
        convertTo === undefined ? undefined : new Conversion(convertTo, this.tables.rates, moment);
      const base = new Base(this.tables, moment, pausing, { conversion, masks });
      const kept = position === held && !conversion ? this.kept : undefined;
      // A cancellation that has arrived is handled before the calculation begins.
      await setImmediate();
      caller.signal.throwIfAborted();
      const report: (ask: never, base: Base, kept?: KeptReports) => Promise<object> = make;
      // The sender's types bind question and name together.
      const made = await report(ask as never, base, kept);
      // From here on, a cancellation finds the lists.
      caller.signal.throwIfAborted();
      const { head, lists } = this.lists.keep(number, made);
      return {
        number,
        position,
        report: head,
        lists,
        ...(conversion ? { converted: conversion.converted() } : {}),
      };
    } catch (error) {
      if (error instanceof InvalidCursorError)
        return { number, refused: { code: INVALID_CURSOR, message: error.message, fields: [] } };
      if (!(error instanceof DomainError)) return { number, failure: error };
      const { code, message, fields } = error as DomainError;
      return { number, refused: { code, message, fields } };
    } finally {
      this.open.delete(number);
    }
  }

  /**
   * Brings all tables and what is kept of the day up to date, and counts what the questions ask for. What is asked meanwhile
   * waits for one of them at most. Does nothing while it is at it already.
   */
  async makeReady(ready: ToMakeReady): Promise<void> {
    this.readying ??= this.madeReady(ready).finally(() => (this.readying = undefined));
    await this.readying;
  }

  /** Resolves when nothing is read any more for later reports. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.readying?.catch(() => undefined);
  }

  private async madeReady({ asOf, questions }: ToMakeReady): Promise<void> {
    const pause = pausingUntil(this.stopping.signal);
    const refreshed = async () => {
      await this.refreshed(ALL);
      return new Base(this.tables, { asOf, position: this.heldOf(ALL) }, pause);
    };
    for (const question of questions) await reportPurchases(question, await refreshed(), this.kept);
    await this.kept.bringUpToDate(await refreshed());
  }

  /** One after another: they change the tables. */
  private async refreshed(reads: readonly ReadTable[]): Promise<void> {
    const refresh = () => this.refresh(reads);
    this.refreshing = this.refreshing.then(refresh, refresh);
    await this.refreshing;
  }

  private async refresh(reads: readonly ReadTable[]): Promise<void> {
    const { purchases, customerAttributes, dealFacts, exchangeRates } = this.projections;
    const refreshed: Readonly<Record<ReadTable, () => Promise<void>>> = {
      purchases: async () => this.tables.purchases.refresh(await this.readModels.open(purchases)),
      customers: async () => this.tables.customers.refresh(await this.readModels.open(customerAttributes)),
      deals: async () => this.tables.deals.refresh(await this.readModels.open(dealFacts)),
      rates: async () => this.tables.rates.refresh(await this.readModels.open(exchangeRates)),
    };
    for (const name of reads) await refreshed[name]();
  }

  /** The lowest position of what the tables hold. */
  private heldOf(reads: readonly ReadTable[]): Position {
    return reads.map((name) => this.tables[name].position).reduce(lower);
  }

  /** The lower of what is held and what is asked for. */
  private async positionOf(held: Position, knownAt: string | undefined): Promise<Position> {
    if (knownAt === undefined) return held;
    if (!isTime(knownAt)) return lower(knownAt, held);
    return lower(
      await positionAt(knownAt, await this.readModels.open(this.projections.recordedMinutes)),
      held,
    );
  }
}

/** What reports of purchases and of deals read. */
const ALL = ['purchases', 'customers', 'deals'] as const satisfies readonly TableName[];

/** A pause of a calculation, which ends it when the signal is given. */
const pausingUntil = (signal: AbortSignal): (() => Promise<void>) => {
  const pause = pauses();
  return async () => {
    await pause();
    signal.throwIfAborted();
  };
};

const lower = (one: Position, other: Position): Position => (one < other ? one : other);
