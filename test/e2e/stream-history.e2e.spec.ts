import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dossierContexts } from '../../apps/composition.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { importFile } from '../../libs/importing/importer.js';
import { parseMapping } from '../../libs/importing/mapping.schema.js';
import {
  type BoundedContext,
  CommandCatalogue,
  CommandSender,
  CONTEXTS,
  InProcessCommandClient,
} from '../../libs/platform/index.js';
import { InProcessService } from '../support/in-process.service.js';

interface Item {
  readonly type: string;
  readonly revision: number;
  readonly source?: object;
}
interface Page {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

const NOBODY = '00000000-0000-4000-8000-00000000dead';

describe('the history of one stream', () => {
  let service: InProcessService;

  beforeAll(async () => {
    service = await InProcessService.start();
  }, 60_000);

  afterAll(async () => {
    await service.stop();
  });

  const typesOf = (page: Page) => page.items.map(({ type }) => type);

  it('is a deal’s without a customer', async () => {
    const deal = await service.accepted('/v1/deals', { name: 'Kettles', currency: 'EUR', owner: 'anna' });
    await service.accepted(`/v1/deals/${deal}/owner-removals`, {});
    await service.accepted(`/v1/deals/${deal}/loss`, { reason: 'price' });
    const path = `/v1/audit/deals/${deal}/history`;
    const whole = (await service.get(path)).json<Page & { logPosition: string }>();
    expect(typesOf(whole)).toEqual(['DealOpened', 'DealUnassigned', 'DealLost']);
    expect(whole.logPosition).toMatch(/^\d+$/);
    const first = await service.get(`${path}?limit=2`);
    expect(typesOf(first.json<Page>())).toEqual(['DealOpened', 'DealUnassigned']);
    const { nextCursor = '' } = first.json<Page>();
    expect(first.headers).toHaveProperty('link');
    expect(typesOf((await service.get(`${path}?limit=2&cursor=${nextCursor}`)).json<Page>())).toEqual([
      'DealLost',
    ]);
    const lines = (await service.get(path, { accept: 'application/x-ndjson' })).text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as Item)).toEqual(whole.items);
  });

  it('is there for each context that has streams of its own', async () => {
    for (const { name, deciders = [] } of dossierContexts) {
      if (deciders.length === 0 || name === 'customers') continue;
      const answer = await service.get(`/v1/audit/${name}/${NOBODY}/history`);
      expect([name, answer.json()]).toMatchObject([name, { code: 'nothing-recorded' }]);
    }
  });

  it('refuses a cursor that is none', async () => {
    const deal = await service.accepted('/v1/deals', { currency: 'EUR' });
    const refused = await service.get(`/v1/audit/deals/${deal}/history?cursor=0x1`);
    expect(refused.json()).toMatchObject({ code: 'invalid-cursor' });
  });

  it('names the line of the file that an import made an event of', async () => {
    const file = join(temporaryFolder(), 'people.csv');
    writeFileSync(file, 'name\nAda\nBob\n');
    const contexts = service.app.get<readonly BoundedContext[]>(CONTEXTS, { strict: false });
    const catalogue = new CommandCatalogue(contexts);
    const client = new InProcessCommandClient(service.app.get(CommandSender, { strict: false }), catalogue, {
      id: 'anna',
      service: 'import',
      verified: false,
    });
    const mapping = `
name: people
input: { format: csv, delimiter: ',' }
commands:
  - command: OpenDeal
    id: { derivedId: ['{name}'] }
    body: { name: '{name}', currency: EUR }`;
    const ids: string[] = [];
    await importFile({
      file,
      mapping: parseMapping('people.yaml', mapping),
      commands: catalogue.types,
      client: {
        send: async (request) => {
          const accepted = await client.send(request);
          ids.push(accepted.id);
          return accepted;
        },
      },
      refusedFile: `${file}.refused`,
    });
    const sources = await Promise.all(
      ids.map(
        async (id) => (await service.get(`/v1/audit/deals/${id}/history`)).json<Page>().items[0]?.source,
      ),
    );
    expect(sources).toEqual([
      { file: 'people.csv', line: 2 },
      { file: 'people.csv', line: 3 },
    ]);
  });
});
