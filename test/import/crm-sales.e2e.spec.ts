import { beforeAll, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { withQuestions } from '../../apps/cli/opened.js';
import { type PipelineAnswer } from '../../libs/analytics/pipeline/pipeline.answers.js';
import { type SalesReportAnswer } from '../../libs/analytics/sales/sales.answers.js';
import { type CustomerList } from '../../libs/customers/customers.answers.js';
import { onServers } from '../support/stores.js';
import { dataSet, describeWithData } from './data-sets.js';
import { configOf, importInto, logOf } from './import-into.js';

const ACCOUNTS = dataSet('crm-sales-opportunities/accounts.csv');
const DEALS = dataSet('crm-sales-opportunities/sales_pipeline.csv');
const MINUTES = onServers ? 180_000 : 60_000;

describeWithData('the CRM sales opportunities', () => {
  let folder: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    expect(await importInto(folder, ACCOUNTS, 'crm-sales/accounts.yaml')).toEqual({
      rows: 85,
      // 15 of them name a parent.
      commands: 100,
      accepted: 100,
      repeated: 0,
      refused: 0,
      refusedFile: null,
    });
    expect(await importInto(folder, DEALS, 'crm-sales/deals.yaml')).toEqual({
      rows: 8_800,
      commands: 8_800 + 4_238 + 2_473,
      accepted: 15_511,
      repeated: 0,
      refused: 0,
      refusedFile: null,
    });
  }, 4 * MINUTES);

  it(
    'imported again append nothing',
    async () => {
      expect(await importInto(folder, ACCOUNTS, 'crm-sales/accounts.yaml')).toMatchObject({ repeated: 100 });
      expect(await importInto(folder, DEALS, 'crm-sales/deals.yaml')).toMatchObject({
        accepted: 0,
        repeated: 15_511,
      });
    },
    4 * MINUTES,
  );

  it('are repaired: sectors and products spelt right, and dates that nobody knows flagged', async () => {
    const log = await logOf(folder);
    const text = JSON.stringify(log);
    for (const wrong of ['technolgy', 'Philipines', 'GTXPro', 'NULL']) expect(text).not.toContain(wrong);
    const estimated = log.filter(({ data }) => JSON.stringify(data).includes('"openedAtEstimated":true'));
    expect(estimated).toHaveLength(500);
    expect(estimated.every(({ data }) => JSON.stringify(data).includes('"openedAt":"2016-10-20T'))).toBe(
      true,
    );
  });

  it(
    'that come before their accounts are refused, each with the reason',
    async () => {
      const empty = temporaryFolder();
      const result = await importInto(empty, DEALS, 'crm-sales/deals.yaml');
      expect(result).toMatchObject({ rows: 8_800, accepted: 1_425, refused: 7_375 });
      const [first = ''] = (await readFile(join(empty, 'refused.ndjson'), 'utf8')).split('\n');
      expect(JSON.parse(first)).toMatchObject({
        line: 2,
        row: { opportunity_id: '1C1I7A6R', account: 'Cancity' },
        reason: { command: 'OpenDeal', code: 'customer-not-found' },
      });
    },
    2 * MINUTES,
  );

  it(
    'come out as the published figures',
    async () => {
      await withQuestions(configOf(folder), { patience: MINUTES / 1_000 }, async (questions) => {
        const sales = async (groupBy: string) =>
          (await questions.ask(`/v1/analytics/sales?groupBy=${groupBy}`)).json<SalesReportAnswer>();
        const quarters = await sales('quarter');
        expect(quarters.totals[0]).toMatchObject({
          opened: 8_800,
          won: 4_238,
          lost: 2_473,
          open: 2_089,
          winRate: 0.6315,
          revenue: 1_000_553_400,
          meanDeal: 236_091,
          currency: 'USD',
          daysToClose: { won: { mean: 51.78, median: 57 }, lost: { mean: 41.48 } },
        });
        const revenues = quarters.groups.flatMap(({ key, revenue }) =>
          revenue === 0 ? [] : [[key, revenue]],
        );
        expect(revenues).toEqual([
          ['2017Q1', 113_467_200],
          ['2017Q2', 308_611_100],
          ['2017Q3', 298_225_500],
          ['2017Q4', 280_249_600],
        ]);
        const [agent] = (await sales('owner')).groups;
        expect(agent).toMatchObject({ key: 'Darcel Schlecht', revenue: 115_321_400 });
        const [account] = (await sales('customer')).groups;
        expect(account).toMatchObject({ name: 'Kan-code', revenue: 34_145_500 });
        const { groups } = (await questions.ask('/v1/analytics/pipeline')).json<PipelineAnswer>();
        expect(groups.map(({ key, deals }) => [key, deals])).toEqual(
          expect.arrayContaining([
            ['prospecting', 500],
            ['engaging', 1_589],
          ]),
        );
        const listed = await questions.ask('/v1/customers?kind=organisation&region=Philippines');
        expect(listed.json<CustomerList>().items).toHaveLength(1);
      });
    },
    3 * MINUTES,
  );
});
