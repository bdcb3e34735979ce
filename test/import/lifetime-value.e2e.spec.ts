import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type StagesAnswer } from '../../libs/analytics/lifecycle/lifecycle.answers.js';
import { type SegmentsAnswer } from '../../libs/analytics/segments/segments.answers.js';
import { type LifetimeValueFitAnswer } from '../../libs/analytics/value/lifetime-value-fits.answers.js';
import {
  type CustomerPredictionAnswer,
  type PredictionList,
  type ValueTotalsAnswer,
} from '../../libs/analytics/value/prediction.answers.js';
import { type ValidationAnswer } from '../../libs/analytics/value/validation.answers.js';
import { importFile } from '../../libs/importing/importer.js';
import { loadMapping } from '../../libs/importing/mapping.schema.js';
import {
  type BoundedContext,
  CommandCatalogue,
  CommandSender,
  CONTEXTS,
  InProcessCommandClient,
} from '../../libs/platform/index.js';
import { InProcessService } from '../support/in-process.service.js';
import { dataSet, describeWithData, inRepo } from './data-sets.js';

jest.setTimeout(180_000);

const FITS = '/v1/analytics/models/lifetime-value/fits';

/** Whether a figure is the published one within 0.1 %. */
const expectPublished = (found: object, published: Readonly<Record<string, number>>): void => {
  const figures = new Map<string, unknown>(Object.entries(found));
  for (const [name, figure] of Object.entries(published)) {
    expect([name, Math.abs(Number(figures.get(name)) / figure - 1) < 1e-3]).toEqual([name, true]);
  }
};

describeWithData('the lifetime value of CDNOW’s customers, through import, events and projection', () => {
  let service: InProcessService;
  let position: string;
  let fit: LifetimeValueFitAnswer;

  const answer = async <Answer>(path: string): Promise<Answer> => {
    const found = await service.get(path);
    if (found.status !== 200) throw new Error(`${path}: ${found.text}`);
    return found.json<Answer>();
  };
  const fitted = async (body: object, key?: string): Promise<LifetimeValueFitAnswer> => {
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const id = await service.accepted(FITS, { minPosition: position, ...body }, headers);
    return answer(`${FITS}/${id}`);
  };

  beforeAll(async () => {
    service = await InProcessService.start();
    const catalogue = new CommandCatalogue(service.app.get<readonly BoundedContext[]>(CONTEXTS));
    const actor = { id: 'import', service: 'import', verified: true };
    await importFile({
      file: dataSet('cdnow-sample.txt'),
      mapping: loadMapping(inRepo('mappings/cdnow.yaml')),
      commands: catalogue.types,
      client: new InProcessCommandClient(service.app.get(CommandSender), catalogue, actor),
      refusedFile: join(temporaryFolder(), 'refused.ndjson'),
    });
    const last = await service.post('/v1/customers', { kind: 'person', name: 'Last' });
    position = last.json<{ position: string }>().position;
    // The read models come up to the end of the log, however long they need.
    while ((await service.get('/v1/analytics/purchases?groupBy=quarter')).status === 503);
    fit = await fitted({ asOf: '1997-09-30', unit: 'weeks' }, 'one');
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is fitted as published', () => {
    expectPublished(fit.purchases.parameters, { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 });
    expect(Math.abs(fit.purchases.logLikelihood + 9582.43)).toBeLessThan(0.01);
    expectPublished(fit.spend.parameters, { p: 6.25, q: 3.744, v: 15.444 });
    expect(fit).toMatchObject({
      asOf: '1997-09-30',
      unit: 'weeks',
      currency: 'USD',
      timeZone: 'UTC',
      data: {
        customers: 2_357,
        repeatCustomers: 946,
        repeatPurchases: 2_457,
        spendingCustomers: 946,
        withoutSpend: 0,
        firstPurchase: '1997-01-01',
        lastPurchase: '1997-09-30',
      },
      warnings: [],
    });
  });

  it('is validated on the nine months after, as it is', async () => {
    const found = await answer<ValidationAnswer>(`${FITS}/${fit.id}/validation?holdoutUntil=1998-06-30`);
    expect(found.total.actual).toBe(1_882);
    expect(Math.round(found.total.expected)).toBe(1_653);
    expect(found.weeks).toHaveLength(39);
    expect(found.weeks.at(-1)?.cumulative.expected).toBeCloseTo(found.total.expected, 6);
    expect(found.weeks.at(-1)).toMatchObject({ until: '1998-06-30', cumulative: { actual: 1_882 } });
    expect(found.weeks.reduce((sum, { incremental }) => sum + incremental.expected, 0)).toBeCloseTo(
      found.total.expected,
      6,
    );
    expect(found.byFrequency.map(({ frequency, customers }) => [frequency, customers])).toEqual([
      ['0', 1_411],
      ['1', 439],
      ['2', 214],
      ['3', 100],
      ['4', 62],
      ['5', 38],
      ['6', 29],
      ['7+', 64],
    ]);
    expect(found.meanAbsoluteError.model).toBeLessThan(found.meanAbsoluteError.naive);
    const plot = await service.get(`${FITS}/${fit.id}/validation.svg?holdoutUntil=1998-06-30`);
    expect(plot.headers['content-type']).toContain('image/svg+xml');
    expect(plot.text).toMatch(/^<svg [^]*<\/svg>\n$/);
  });

  it('predicts each customer, and ranks them', async () => {
    const asked = `${FITS}/${fit.id}/predictions?horizonDays=273&discountRate=0&limit=200`;
    const { items, nextCursor, ...about } = await answer<PredictionList>(asked);
    expect(about).toMatchObject({
      asOf: '1997-09-30',
      logPosition: fit.position,
      currency: 'USD',
      margin: 1,
    });
    expect(nextCursor).toEqual(expect.any(String));
    const values = items.map(({ predictedValue }) => predictedValue ?? 0);
    expect(values).toEqual([...values].sort((one, other) => other - one));
    for (const { expectedPurchases, expectedSpend, predictedValue, discountedValue } of items) {
      expect(discountedValue).toBe(predictedValue);
      // Both factors are shown rounded.
      expect(Math.abs(expectedPurchases * (expectedSpend ?? 0) - (predictedValue ?? 0))).toBeLessThan(20);
    }
    const [best] = items;
    const one = await answer<CustomerPredictionAnswer>(
      `${FITS}/${fit.id}/predictions/${best?.customerId}?horizonDays=273&discountRate=0`,
    );
    // Beside what it is called.
    expect(best).toEqual({ ...one.prediction, name: expect.any(String) });
    const discounted = await answer<CustomerPredictionAnswer>(
      `${FITS}/${fit.id}/predictions/${best?.customerId}?horizonDays=273&discountRate=0.2`,
    );
    expect(discounted.prediction.discountedValue).toBeLessThan(best?.predictedValue ?? 0);
    expect(discounted.prediction.discountedValue).toBeGreaterThan((best?.predictedValue ?? 0) / 1.2);
  });

  it('adds up by cohort to what the validation expects', async () => {
    const found = await answer<ValueTotalsAnswer>(`${FITS}/${fit.id}/totals?horizonDays=273&discountRate=0`);
    expect(found.groups.map(({ key }) => key)).toEqual(['1997-01', '1997-02', '1997-03']);
    expect(found.total.customers).toBe(2_357);
    expect(Math.round(found.total.expectedPurchases)).toBe(1_653);
  });

  it('adds up by segment to the same', async () => {
    const path = `${FITS}/${fit.id}/totals?horizonDays=273&discountRate=0`;
    const all = await answer<ValueTotalsAnswer>(path);
    const found = await answer<ValueTotalsAnswer>(`${path}&groupBy=segment`);
    const { segments } = await answer<SegmentsAnswer>('/v1/analytics/segments?asOf=1997-09-30');
    const customersOf = new Map(segments.map(({ segment, customers }) => [segment, customers]));
    for (const { key, customers } of found.groups) expect(customers).toBe(customersOf.get(key));
    expect(found.groups.reduce((sum, { expectedPurchases }) => sum + expectedPurchases, 0)).toBeCloseTo(
      all.total.expectedPurchases,
      6,
    );
  });

  it('is the same in days within 0.1 %', async () => {
    const days = await fitted({ asOf: '1997-09-30', unit: 'days' });
    expect(days.purchases.parameters.alpha / fit.purchases.parameters.alpha).toBeCloseTo(7, 2);
    const path = 'totals?horizonDays=273&discountRate=0.1';
    const inDays = await answer<ValueTotalsAnswer>(`${FITS}/${days.id}/${path}`);
    const inWeeks = await answer<ValueTotalsAnswer>(`${FITS}/${fit.id}/${path}`);
    const ratio = (inDays.total.discountedValue ?? 0) / (inWeeks.total.discountedValue ?? 1);
    expect(Math.abs(ratio - 1)).toBeLessThan(1e-3);
  });

  it('tells the stages of customers by the probability that they are alive', async () => {
    const rules = 'asOf=1997-09-30&by=alive&churnedBelow=0.2&atRiskBelow=0.5';
    const asked = `${rules}&fitId=${fit.id}`;
    const churned = new Set<string>();
    const stages = (query: string) => answer<StagesAnswer>(`/v1/analytics/lifecycle/customers?${query}`);
    const found = await stages(asked);
    expect(found.fitId).toBe(fit.id);
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page = await stages(`${asked}&stage=churned&limit=1000${cursor}`);
      for (const { customerId } of page.items) churned.add(customerId);
      cursor = page.nextCursor === undefined ? undefined : `&cursor=${page.nextCursor}`;
    }
    const lowest = await answer<PredictionList>(
      `${FITS}/${fit.id}/predictions?sort=probabilityAlive&limit=200`,
    );
    for (const { customerId, probabilityAlive } of lowest.items)
      expect([customerId, churned.has(customerId)]).toEqual([customerId, probabilityAlive < 0.2]);
    // By default the newest, which is the one in days: it says the same.
    const newest = await stages(rules);
    expect(newest.fitId).not.toBe(fit.id);
    expect(newest.counts).toEqual(found.counts);
    const unknown = await service.get(
      `/v1/analytics/lifecycle?by=alive&fitId=00000000-0000-4000-8000-000000000000`,
    );
    expect(unknown.json()).toMatchObject({ status: 404, code: 'fit-not-found' });
  });

  it('is fitted to a segment, and predicts its members', async () => {
    const asked = 'scheme=thresholds&asOf=1997-09-30';
    const { segments } = await answer<SegmentsAnswer>(`/v1/analytics/segments?${asked}`);
    const atRisk = segments.find(({ segment }) => segment === 'churn-risk');
    const made = await fitted({ asOf: '1997-09-30', segment: 'churn-risk', scheme: 'thresholds' });
    expect(made).toMatchObject({
      segment: { name: 'churn-risk', scheme: 'thresholds' },
      data: { customers: atRisk?.customers },
    });
    expect(made.purchases.parameters).not.toEqual(fit.purchases.parameters);
    const { total } = await answer<ValueTotalsAnswer>(`${FITS}/${made.id}/totals`);
    expect(total.customers).toBe(atRisk?.customers);
    const validated = await answer<ValidationAnswer>(`${FITS}/${made.id}/validation?holdoutUntil=1998-06-30`);
    expect(validated.customers).toBe(atRisk?.customers);
    const unknown = await service.post(FITS, { segment: 'nobody' });
    expect(unknown.json()).toMatchObject({ status: 422, code: 'unknown-segment' });
  });

  it('fits a segment that an analyst defined, and keeps the definition', async () => {
    const anyOf = [{ allOf: [{ field: 'purchaseDays', min: 2 }] }];
    const id = await service.accepted('/v1/analytics/segments', { name: 'repeaters', anyOf });
    // Its read model is there from here on.
    await answer(`/v1/analytics/segments/${id}`);
    const made = await fitted({ asOf: '1997-09-30', unit: 'weeks', segment: 'repeaters' });
    expect(made.segment).toMatchObject({ name: 'repeaters', defined: { id, revision: 0, anyOf } });
    expect(made.data).toMatchObject({ customers: 946, repeatCustomers: 946, repeatPurchases: 2_457 });
    await service.accepted(`/v1/analytics/segments/${id}/retire`, {});
    const { total } = await answer<ValueTotalsAnswer>(`${FITS}/${made.id}/totals`);
    expect(total.customers).toBe(946);
  });

  it('keeps saying the same, whatever is recorded later', async () => {
    const path = `${FITS}/${fit.id}/predictions?limit=5`;
    const before = await answer<PredictionList>(path);
    const customerId = before.items[0]?.customerId;
    await service.accepted('/v1/orders', {
      customerId,
      currency: 'USD',
      lines: [{ product: 'CD', quantity: 1, amount: 1_000_00 }],
      occurredAt: '1997-09-29T00:00:00Z',
    });
    expect(await answer<PredictionList>(path)).toEqual(before);
    const known = await answer<PredictionList>(`${path}&asOf=1997-09-30`);
    expect(known.logPosition).not.toBe(before.logPosition);
    expect(known.items).not.toEqual(before.items);
    const again = await service.accepted(
      FITS,
      { minPosition: position, asOf: '1997-09-30', unit: 'weeks' },
      { 'idempotency-key': 'one' },
    );
    expect(again).toBe(fit.id);
    expect(await answer(`${FITS}/${fit.id}`)).toEqual(fit);
  });

  it('refuses what can’t be answered, with the reason', async () => {
    const refusal = async (body: object) => {
      const refused = await service.post(FITS, body);
      const { code, detail } = refused.json<{ code: string; detail: string }>();
      return [refused.status, code, detail];
    };
    expect(await refusal({ asOf: '1996-12-31' })).toEqual([
      422,
      'data-cannot-carry-fit',
      'there are no purchases by 1996-12-31',
    ]);
    expect(await refusal({ asOf: '1997-01-03' })).toEqual([
      422,
      'data-cannot-carry-fit',
      expect.stringMatching(/^\d customers bought on more than one day/),
    ]);
    expect((await refusal({ asOf: '2999-01-01' })).slice(0, 2)).toEqual([422, 'as-of-in-future']);
    const early = await service.get(`${FITS}/${fit.id}/validation?holdoutUntil=1997-09-30`);
    expect(early.json()).toMatchObject({ status: 422, code: 'holdout-before-fit' });
    const missing = await service.get(`${FITS}/00000000-0000-4000-8000-000000000000`);
    expect(missing.json()).toMatchObject({ status: 404, code: 'fit-not-found' });
    const wrong = await service.get(`${FITS}/${fit.id}/predictions?discountRate=-1`);
    expect(wrong.json()).toMatchObject({ status: 400, errors: [{ field: 'discountRate' }] });
  });
});
