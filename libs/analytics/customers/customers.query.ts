import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Page, page, ReadModels } from '../../event-sourcing/core.js';
import { CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { margin } from '../analytics.settings.js';
import { type ReportOptions } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { customerNotFound } from '../analytics.errors.js';
import { type CustomerFigures, type CustomerFiguresList, type ListedFigures } from './customers.answers.js';
import { figuresOf } from './customer-figures.js';
import { type FiguresAsk, sortOf } from './figures.report.js';
import { pageByCurrency } from './currency-pages.js';
import { positionOf } from '../facts/moment.js';
import { Moments } from '../facts/moments.js';
import { earlier } from '../days.js';
import { type ReportFrame } from '../report.frame.js';
import { BaseReports } from '../threads/base-reports.js';
import { type Spend } from './spend.js';
import { ReportThread } from '../threads/report-thread.js';
import { SpendAsOf, type SpendSource } from './spend-as-of.js';
import { valueAt } from '../facts/fact-history.js';
import { type ReportCaller } from '../threads/caller.decorator.js';

export class GetCustomerFigures extends Query<CustomerFigures> {
  constructor(
    readonly id: string,
    readonly options: ReportOptions,
    readonly caller: ReportCaller,
  ) {
    super();
  }
}

/** Customers with a purchase by the day, currency by currency. */
export class ListCustomerFigures extends Query<CustomerFiguresList> {
  constructor(
    readonly ask: FiguresAsk,
    readonly options: ReportOptions,
    readonly caller: ReportCaller,
  ) {
    super();
  }
}

@QueryHandler(GetCustomerFigures)
export class GetCustomerFiguresHandler implements IQueryHandler<GetCustomerFigures> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
    private readonly moments: Moments,
    private readonly reports: BaseReports,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  async execute({ id, options, caller }: GetCustomerFigures): Promise<CustomerFigures> {
    const { currency, convert, minPosition } = options;
    const customers = await this.readModels.open(this.reporting.projections.customerAttributes, {
      minPosition,
    });
    const sums = await this.readModels.open(this.reporting.projections.customerSpend, { minPosition });
    const facts = await this.readModels.open(this.reporting.projections.purchases, { minPosition });
    const moment = await this.moments.of(options, [customers, sums, facts]);
    const customer = await customers.get(id);
    const known = { ...moment, asOf: '\uffff' };
    if (!customer || valueAt(customer.name, known) === undefined) throw customerNotFound(id);
    const { asOf } = moment;
    const figures = (spends: readonly Spend[]) =>
      (spends.length === 0 ? [undefined] : spends).map((spend) =>
        figuresOf(spend, settingOf(this.config, margin), asOf),
      );
    if (convert) {
      // Rates are where reports are made.
      const ask = { customerId: id, currency };
      const { spends, ...frame } = await this.reports.answer('figuresOf', ask, options, caller);
      return { customerId: id, ...frame, byCurrency: figures(spends) };
    }
    const spends = await new SpendAsOf(sums, facts, moment).of(id);
    const asked = spends.filter((spend) => currency === undefined || spend.currency === currency);
    const frame = { asOf, timeZone: this.reporting.zone.name, logPosition: positionOf(moment) };
    return { customerId: id, ...frame, byCurrency: figures(asked) };
  }
}

@QueryHandler(ListCustomerFigures)
export class ListCustomerFiguresHandler implements IQueryHandler<ListCustomerFigures> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
    private readonly moments: Moments,
    private readonly thread: ReportThread,
    private readonly reports: BaseReports,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  /** @throws InvalidCursorError when the cursor is malformed or made for another sort */
  async execute({ ask, options, caller }: ListCustomerFigures): Promise<CustomerFiguresList> {
    const { asOf, convert } = options;
    const isOfAll = Object.keys(ask.filters).length === 0 && ask.from === undefined && ask.to === undefined;
    const listed =
      isOfAll && !convert
        ? await this.kept(ask, options, caller)
        : await this.reports.answer('figures', ask, options, caller);
    const until = ask.to === undefined ? asOf : earlier(ask.to, asOf);
    const items = listed.items.map((spend): ListedFigures => {
      const figures = figuresOf(spend, settingOf(this.config, margin), asOf, until);
      return { customerId: spend.customerId, ...figures };
    });
    return { from: ask.from ?? null, to: ask.to ?? null, ...listed, items };
  }

  /** From the sums that are kept of each customer, and indexed in every order. */
  private async kept(
    { sort, limit, cursor }: FiguresAsk,
    options: ReportOptions,
    caller: ReportCaller,
  ): Promise<ReportFrame & Page<Spend>> {
    const { asOf, minPosition } = options;
    const sums = await this.readModels.open(this.reporting.projections.customerSpend, { minPosition });
    const facts = await this.readModels.open(this.reporting.projections.purchases, { minPosition });
    const moment = await this.moments.of(options, [sums, facts]);
    const spends = new SpendAsOf(sums, facts, moment);
    const elsewhere = (currency: string): SpendSource => ({
      find: async (filter, options) => {
        const sought = { currency, filter, options };
        const known = { asOf, knownAt: moment.position };
        const { report } = await this.thread.ask('spends', sought, known, caller);
        return report.whole();
      },
    });
    const currencies = await spends.currencies(options.currency);
    const found = await pageByCurrency(currencies, { limit, cursor }, (currency, asked) =>
      page(spends.in(currency, elsewhere(currency)), {}, { sort: sortOf(sort), ...asked }),
    );
    return { asOf, timeZone: this.reporting.zone.name, logPosition: positionOf(moment), ...found };
  }
}
