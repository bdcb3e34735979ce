import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type HttpClient } from '../support/http.client.js';
import { InProcessService } from '../support/in-process.service.js';
import { storesInFolder, storesOf } from '../support/stores.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 60_000;

describe('/metrics', () => {
  const folder = temporaryFolder();
  let service: InProcessService;
  let client: HttpClient;

  beforeAll(async () => {
    service = await InProcessService.start({ DOSSIER_DATA: folder, ...storesOf(folder) });
    client = await service.listen();
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  /** The value of a figure whose labels hold all that is given; undefined when there is none. */
  const figure = async (name: string, ...labels: string[]): Promise<number | undefined> => {
    const answer = await client.get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const line = answer.text
      .split('\n')
      .find((each) => each.split(/[{ ]/, 1)[0] === name && labels.every((label) => each.includes(label)));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
  };

  it(
    'tells what happened, and how things stand',
    async () => {
      const ada = await client.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
      await client.accepted('/v1/customers', { kind: 'person', name: 'Bob' });
      await client.getAfter(ada.position, `/v1/customers/${ada.id}`);
      const nowhere = '00000000-0000-4000-8000-000000000000';
      await client.post(`/v1/deals/${nowhere}/owner`, { owner: 'anna' });
      await client.get('/nowhere');

      const requests = 'dossier_http_requests_total';
      expect(await figure(requests, 'operation="registerCustomer"', 'status="201"')).toBe(2);
      expect(await figure(requests, 'operation="getCustomer"', 'status="200"')).toBe(1);
      expect(await figure(requests, 'operation="assignDeal"', 'status="404"')).toBe(1);
      expect(await figure(requests, 'operation="none"', 'status="404"')).toBe(1);
      expect(await figure('dossier_refusals_total', 'code="deal-not-found"')).toBe(1);

      const commands = 'dossier_command_duration_seconds_count';
      expect(await figure(commands, 'command="RegisterCustomer"', 'outcome="appended"')).toBe(2);
      expect(await figure(commands, 'command="AssignDeal"', 'outcome="refused"')).toBe(1);
      expect(await figure('dossier_append_duration_seconds_count', 'outcome="appended"')).toBe(2);

      for (const lag of ['dossier_consumer_lag_events', 'dossier_consumer_lag_seconds']) {
        expect(await figure(lag, 'kind="projection"', 'consumer="directory"')).toBeGreaterThanOrEqual(0);
        expect(await figure(lag, 'kind="reaction"', 'consumer="')).toBeGreaterThanOrEqual(0);
      }
      for (const store of storesInFolder(folder))
        expect(await figure('dossier_store_bytes', `store="${store}"`)).toBeGreaterThan(0);
      expect(await figure('process_resident_memory_bytes')).toBeGreaterThan(0);
      expect(await figure('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
    },
    LONG_TEST,
  );
});
