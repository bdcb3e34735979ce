import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type Answer, InProcessService } from '../support/in-process.service.js';
import { storesOf } from '../support/stores.js';
import { StoredState } from '../support/stored-state.js';
import { until } from '../support/until.js';

const LONG = 120_000;
const NOBODY = '00000000-0000-4000-8000-00000000dead';
const asked = { reason: 'asked for by letter', caseReference: 'DSR-1' };

/** Texts that are nowhere but in what is said of the person. */
const marks = {
  name: 'Zyxadalove',
  company: 'Qwverenginesco',
  address: 'zyx.ada@qwver.example',
  handle: 'zyxhandle9',
  erp: 'zyx-4711',
  tag: 'zyxtagvip',
  subject: 'Zyxsubjectdelivery',
  content: 'Zyxcontentsplendid',
  note: 'Zyxnotedrawings',
  comment: 'Zyxcommentgood',
  deal: 'Zyxdealengine',
  reason: 'Zyxreasonbroken',
};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

/** Those of the texts that a folder's files hold, in UTF-8, UTF-16 or escaped in JSON. */
const foundIn = (folder: string): string[] =>
  filesIn(folder).flatMap((path) => {
    const bytes = readFileSync(path);
    return Object.values(marks).filter((text) =>
      [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()].some((form) =>
        bytes.includes(form),
      ),
    );
  });

describe('erasing a customer', () => {
  let folder: string;
  let service: InProcessService;
  let ada: string;
  let bob: string;
  let deal: string;
  let interaction: string;
  let order: string;
  const say = async (path: string, body: object): Promise<string> => service.accepted(path, body);
  const erase = (id: string): Promise<Answer> => service.post(`/v1/privacy/customers/${id}/erasure`, asked);
  const receipt = async (id: string) => (await service.get(`/v1/privacy/customers/${id}/erasure`)).json();

  beforeAll(async () => {
    folder = temporaryFolder();
    service = await InProcessService.start({ DOSSIER_DATA: folder, ...storesOf(folder) });
    ada = await say('/v1/customers', {
      kind: 'person',
      name: marks.name,
      company: marks.company,
      contactPoints: [{ kind: 'e-mail', value: marks.address }],
      externalIds: [{ system: 'erp', id: marks.erp }],
    });
    bob = await say('/v1/customers', { kind: 'person', name: 'Bob' });
    await say(`/v1/customers/${ada}/tags`, { tags: [marks.tag] });
    await say(`/v1/customers/${ada}/contact-points`, {
      kind: 'social',
      value: marks.handle,
      network: 'weibo',
    });
    await say(`/v1/customers/${bob}/relations`, { relation: 'household', relatedId: ada });
    interaction = await say('/v1/interactions', {
      customerId: ada,
      channel: 'phone',
      direction: 'inbound',
      subject: marks.subject,
      content: marks.content,
    });
    await say(`/v1/interactions/${interaction}/follow-ups`, {
      dueAt: '2100-01-01T00:00:00Z',
      note: marks.note,
    });
    await say(`/v1/interactions/${interaction}/feedback`, { csat: 5, comment: marks.comment });
    deal = await say('/v1/deals', { name: marks.deal, amount: 120_000, currency: 'EUR' });
    await say(`/v1/deals/${deal}/customer`, { customerId: ada });
    order = await say('/v1/orders', {
      customerId: ada,
      currency: 'EUR',
      lines: [{ product: 'Tea', quantity: 1, amount: 2_000 }],
    });
    await say(`/v1/orders/${order}/refunds`, { amount: 500, reason: marks.reason });
  }, LONG);

  afterAll(async () => {
    await service.stop();
  });

  it(
    'is refused for a customer that there is not, and has no receipt before',
    async () => {
      expect((await erase(NOBODY)).json()).toMatchObject({ status: 404, code: 'customer-not-found' });
      expect((await service.get(`/v1/privacy/customers/${ada}/erasure`)).json()).toMatchObject({
        code: 'erasure-not-found',
      });
    },
    LONG,
  );

  it('has left no plain text in the log', async () => {
    expect((await service.get(`/v1/customers/${ada}`)).text).toContain(marks.name);
    expect(foundIn(join(folder, 'events'))).toEqual([]);
  });

  it(
    'is done once, however often it is asked for at once, and has one receipt',
    async () => {
      const answers = await Promise.all([erase(ada), erase(ada), erase(ada)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      await until('it is done', async () => (await receipt(ada)).complete === true);
      expect(await receipt(ada)).toMatchObject({ ...asked, customerId: ada, complete: true });
      const { namedIn, handedOut } = await receipt(ada);
      expect(namedIn).toEqual([
        { stream: `customer-${bob}`, events: [expect.objectContaining({ type: 'CustomerRelated' })] },
      ]);
      expect(handedOut).toMatchObject({ latest: [{ operation: 'getCustomer' }], more: false });
      const history = async () =>
        (await service.get(`/v1/audit/customers/${ada}/history?limit=100`)).json<{
          items: { type: string }[];
        }>().items;
      // The history is another read model than the receipts: one may be behind the other.
      await until('the history has it', async () =>
        (await history()).some(({ type }) => type === 'RemainsOverwritten'),
      );
      const types = (await history()).map(({ type }) => type);
      for (const type of [
        'ErasureRequested',
        'KeysDestroyed',
        'CustomerErased',
        'ReadModelsPurged',
        'ExternalIdsReleased',
        'RemainsOverwritten',
      ])
        expect(types.filter((other) => other === type)).toEqual([type]);
    },
    LONG,
  );

  it(
    'has later commands about the customer answered 410',
    async () => {
      const later: [string, object][] = [
        [`/v1/customers/${ada}/tags`, { tags: ['vip'] }],
        [
          '/v1/orders',
          { customerId: ada, currency: 'EUR', lines: [{ product: 'Tea', quantity: 1, amount: 1 }] },
        ],
        ['/v1/interactions', { customerId: ada, channel: 'phone', direction: 'inbound' }],
        ['/v1/deals', { customerId: ada, name: 'Again', amount: 1, currency: 'EUR' }],
        [`/v1/interactions/${interaction}/feedback`, { comment: 'Again' }],
      ];
      for (const [path, body] of later)
        expect((await service.post(path, body)).json()).toMatchObject({
          status: 410,
          code: 'customer-erased',
        });
      expect((await service.get(`/v1/customers/${ada}`)).status).toBe(410);
    },
    LONG,
  );

  it(
    'leaves nothing of the person in any answer or read model, and leaves what was bought',
    async () => {
      const state = await StoredState.open(folder);
      await state.caughtUp();
      const served = await state.served();
      await state.close();
      const documents = JSON.stringify(served);
      const audited = (await service.get(`/v1/audit/customers/${ada}/history?limit=100`)).text;
      const bobs = (await service.get(`/v1/audit/customers/${bob}/history`)).text;
      for (const text of Object.values(marks)) {
        expect(documents).not.toContain(text);
        expect(audited).not.toContain(text);
        expect(bobs).not.toContain(text);
      }
      expect((await service.get(`/v1/orders/${order}`)).json()).toMatchObject({ customerId: ada });
      expect((await service.get(`/v1/customers/${bob}`)).json()).toMatchObject({ name: 'Bob' });
    },
    LONG,
  );

  it(
    'lets its addresses be registered again, and flags them',
    async () => {
      const flags = async (contactPoint: object) => {
        const id = await say('/v1/customers', { kind: 'person', name: 'New', contactPoints: [contactPoint] });
        await say(`/v1/customers/${id}/contact-points`, {
          kind: 'social',
          value: marks.handle,
          network: 'weibo',
        });
        const { contactPoints } = (await service.get(`/v1/customers/${id}`)).json<{
          contactPoints: { suppressed?: boolean }[];
        }>();
        return contactPoints.map(({ suppressed }) => suppressed ?? false);
      };
      expect(await flags({ kind: 'e-mail', value: ' ZYX.Ada@qwver.example' })).toEqual([true, true]);
      expect(await flags({ kind: 'e-mail', value: 'bob@qwver.example' })).toEqual([false, true]);
    },
    LONG,
  );
});
