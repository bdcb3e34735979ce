import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { page, ReadModels } from '../../event-sourcing/core.js';
import { CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { margin } from '../analytics.settings.js';
import { type ReportOptions } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { customerNotFound } from '../analytics.errors.js';
import { type CustomerFigures, type CustomerFiguresList, type ListedFigures } from './customers.answers.js';
import { figuresOf } from './customer-figures.js';
import { pageByCurrency } from './currency-pages.js';
import { positionOf } from '../facts/moment.js';
import { Moments } from '../facts/moments.js';
import { ReportThread } from '../threads/report-thread.js';
import { SpendAsOf, type SpendSource } from './spend-as-of.js';
import { valueAt } from '../facts/fact-history.js';
import { type ReportCaller } from '../threads/caller.decorator.js';

export class GetCustomerFigures extends Query<CustomerFigures> {
  constructor(
    readonly id: string,
    readonly options: ReportOptions,
  ) {
    super();
  }
}

/**
 * Net spend, number of orders, lifetime value (net spend × a constant) or days since the last order.
 */
export const customerSorts = ['spend', 'frequency', 'lifetimeValue', 'recency'] as const;
export type CustomerSort = (typeof customerSorts)[number];

/** Customers with a purchase by the day, currency by currency. */
export class ListCustomerFigures extends Query<CustomerFiguresList> {
  constructor(
    readonly options: ReportOptions,
    readonly sort: readonly [CustomerSort, 1 | -1],
    readonly limit: number,
    readonly cursor?: string,
    /** Aborted when nobody waits for the answer any more. */
    readonly caller?: ReportCaller,
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
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  async execute({ id, options }: GetCustomerFigures): Promise<CustomerFigures> {
    const { currency, minPosition } = options;
    const customers = await this.readModels.open(this.reporting.projections.customerAttributes, {
      minPosition,
    });
    const sums = await this.readModels.open(this.reporting.projections.customerSpend, { minPosition });
    const facts = await this.readModels.open(this.reporting.projections.purchases, { minPosition });
    const moment = await this.moments.of(options, [customers, sums, facts]);
    const customer = await customers.get(id);
    const known = { ...moment, asOf: '\uffff' };
    if (!customer || valueAt(customer.name, known) === undefined) throw customerNotFound(id);
    const spends = await new SpendAsOf(sums, facts, moment).of(id);
    const asked = spends.filter((spend) => currency === undefined || spend.currency === currency);
    const { asOf } = moment;
    return {
      customerId: id,
      asOf,
      timeZone: this.reporting.zone.name,
      position: positionOf(moment),
      byCurrency: (asked.length === 0 ? [undefined] : asked).map((spend) =>
        figuresOf(spend, settingOf(this.config, margin), asOf),
      ),
    };
  }
}

const fieldOf = { spend: 'net', frequency: 'orders', lifetimeValue: 'net', recency: 'lastOrder' } as const;

@QueryHandler(ListCustomerFigures)
export class ListCustomerFiguresHandler implements IQueryHandler<ListCustomerFigures> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
    private readonly moments: Moments,
    private readonly thread: ReportThread,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  /** @throws InvalidCursorError when the cursor is malformed or made for another sort */
  async execute({
    options,
    sort: [sort, direction],
    limit,
    cursor,
    caller,
  }: ListCustomerFigures): Promise<CustomerFiguresList> {
    const { asOf, minPosition } = options;
    const sums = await this.readModels.open(this.reporting.projections.customerSpend, { minPosition });
    const facts = await this.readModels.open(this.reporting.projections.purchases, { minPosition });
    const moment = await this.moments.of(options, [sums, facts]);
    const spends = new SpendAsOf(sums, facts, moment);
    const elsewhere = (currency: string): SpendSource => ({
      find: async (filter, options) => {
        const ask = { currency, filter, options };
        return (await this.thread.ask('spends', ask, { asOf, knownAt: moment.position }, caller)).report;
      },
    });
    // Fewer days since the last order means a later last order.
    const way = sort === 'recency' ? (direction === 1 ? -1 : 1) : direction;
    const currencies = await spends.currencies(options.currency);
    const found = await pageByCurrency(currencies, { limit, cursor }, (currency, asked) =>
      page(spends.in(currency, elsewhere(currency)), {}, { sort: [fieldOf[sort], way], ...asked }),
    );
    const frame = { asOf, timeZone: this.reporting.zone.name, position: positionOf(moment) };
    const items = found.items.map((spend): ListedFigures => {
      const { customerId } = spend;
      return { customerId, ...frame, ...figuresOf(spend, settingOf(this.config, margin), asOf) };
    });
    return { ...found, items };
  }
}
