import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dossierContexts } from '../../../apps/composition.js';
import { AuditTrail } from '../../../libs/audit/audit-trail.js';
import { type HistoryAnswer } from '../../../libs/audit/audit.answers.js';
import { type TimelinePage } from '../../../libs/customer-view/timeline.answers.js';
import { temporaryFolder } from '../../../libs/event-sourcing/testing.js';
import { importFile, type ImportResult } from '../../../libs/importing/importer.js';
import { parseMapping } from '../../../libs/importing/mapping.schema.js';
import {
  type BoundedContext,
  CommandSender,
  CommandCatalogue,
  CONTEXTS,
  InProcessCommandClient,
} from '../../../libs/platform/index.js';
import { InProcessService } from '../../support/in-process.service.js';
import { parcelsContext } from './parcels.module.js';

const MAPPING = `
name: parcels
about: One line is one parcel of the customer of that name.
input: { format: csv }
commands:
  - command: RegisterCustomer
    once: '{customer}'
    id: { derivedId: [parcels, customer, '{customer}'] }
    body: { kind: person, name: '{customer}', occurredAt: '2026-01-01T00:00:00Z' }
  - command: SendParcel
    id: { derivedId: [parcels, parcel, '{parcel}'] }
    body:
      customerId: { derivedId: [parcels, customer, '{customer}'] }
      carrier: '{carrier}'
      occurredAt: '2026-01-02T00:00:00Z'
  - command: DeliverParcel
    when: { column: receivedBy, present: true }
    id: { derivedId: [parcels, parcel, '{parcel}'] }
    body: { receivedBy: '{receivedBy}', occurredAt: '2026-01-03T00:00:00Z' }
`;

const FILE = `customer,parcel,carrier,receivedBy
Ada,1,DHL,Charles
Ada,2,UPS,
`;

describe('a context that is added by one folder and one line', () => {
  const folder = temporaryFolder();
  let service: InProcessService;
  let imported: ImportResult;
  let ada: string;

  beforeAll(async () => {
    service = await InProcessService.start({}, [...dossierContexts, parcelsContext]);
    const file = join(folder, 'parcels.csv');
    writeFileSync(file, FILE);
    const catalogue = new CommandCatalogue(service.app.get<readonly BoundedContext[]>(CONTEXTS));
    imported = await importFile({
      file,
      mapping: parseMapping('parcels.yaml', MAPPING),
      commands: catalogue.types,
      client: new InProcessCommandClient(service.app.get(CommandSender), catalogue, {
        id: 'import',
        service: 'import',
        verified: true,
      }),
      refusedFile: join(folder, 'refused.ndjson'),
    });
    // A command over HTTP, so that the queries below wait for all that came before it.
    ada = await service.accepted('/v1/customers', { kind: 'person', name: 'Someone else' });
    const { items } = (await service.get('/v1/customers?name=Ada')).json<{
      items: readonly { customerId: string }[];
    }>();
    ada = items[0]?.customerId ?? '';
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is imported, by the names of its commands', () => {
    expect(imported).toMatchObject({ rows: 2, accepted: 4, refused: 0 });
  });

  it('is in histories, by the index and by a scan of the log', async () => {
    const { items } = (await service.get(`/v1/audit/customers/${ada}/history`)).json<HistoryAnswer>();
    expect(items.map(({ type }) => type).sort()).toEqual([
      'CustomerRegistered',
      'ParcelDelivered',
      'ParcelSent',
      'ParcelSent',
    ]);
    const scanned: string[] = [];
    for await (const { position } of service.app.get(AuditTrail).scan(ada)) scanned.push(position);
    expect(scanned).toEqual(items.map(({ position }) => position));
  });

  it('is in the state as of a day', async () => {
    const statusesAt = async (day: string) => {
      const state = await service.get(`/v1/audit/customers/${ada}/state?at=${day}`);
      const { parcels } = state.json<{ parcels: readonly { state: { status: string } }[] }>();
      return parcels.map((parcel) => parcel.state.status).sort();
    };
    expect(await statusesAt('2026-01-01')).toEqual([]);
    expect(await statusesAt('2026-01-02')).toEqual(['under-way', 'under-way']);
    expect(await statusesAt('2026-01-03')).toEqual(['delivered', 'under-way']);
  });

  it('is in the timeline, and found there by its kind', async () => {
    const timeline = await service.get(`/v1/customers/${ada}/timeline?kind=parcel`);
    expect(
      timeline
        .json<TimelinePage>()
        .items.map(({ line }) => line)
        .sort(),
    ).toEqual(['Delivered a parcel to Charles', 'Sent a parcel by DHL', 'Sent a parcel by UPS']);
  });

  it('is on the profile', async () => {
    expect((await service.get(`/v1/customers/${ada}`)).json()).toMatchObject({ parcelsUnderWay: 1 });
  });

  it('is documented wherever it is shown', async () => {
    const { schemas } = (await service.get('/docs-json')).json<{
      components: { schemas: Record<string, { properties?: object }> };
    }>().components;
    expect(Object.keys(schemas.StateAnswer?.properties ?? {})).toEqual(
      expect.arrayContaining(['customerId', 'customer', 'deals', 'orders', 'interactions', 'parcels']),
    );
    expect(schemas.CustomerProfile?.properties).toMatchObject({ parcelsUnderWay: { type: 'integer' } });
  });
});
