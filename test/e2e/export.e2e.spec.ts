import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dossierContexts } from '../../apps/composition.js';
import { EventCodec, type EventStore } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { checkedDocument, scopes } from '../../libs/platform/index.js';
import { parcelsContext } from '../contexts/parcels/parcels.module.js';
import { InProcessService } from '../support/in-process.service.js';
import { MARKERS, tellPersonalStory, type Told } from '../support/personal.story.js';
import { until } from '../support/until.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 120_000;
const HTML = { accept: 'text/html' };
const NAME = `<script>alert("Zzmark & 'co'")</script>`;
const FORMS = [
  ['JSON', {}],
  ['a page', HTML],
] as const;

interface Export {
  readonly erasedAt: string | null;
  readonly streams: readonly { context: string; stream: string; state: unknown }[];
  readonly history: readonly { type: string; data: object; source?: object; erased?: string[] }[];
  readonly consents: readonly { type: string; evidence?: object }[];
  readonly accesses: readonly { operation: string; actor: string }[];
  readonly exports: readonly { operation: string; actor: string }[];
}

/** The texts within a value. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

describe('an export of all that is held about a customer', () => {
  let service: InProcessService;
  let told: Told;
  let url: string;

  beforeAll(async () => {
    service = await InProcessService.start({}, [...dossierContexts, parcelsContext]);
    told = await tellPersonalStory(service);
    url = `/v1/privacy/customers/${told.customer}/export`;
    const parcel = await service.accepted('/v1/parcels', { customerId: told.customer, carrier: 'DHL' });
    await service.accepted(`/v1/parcels/${parcel}/delivery`, { receivedBy: NAME });
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  const exported = async (customer = told.customer): Promise<Export> =>
    (await service.get(`/v1/privacy/customers/${customer}/export`)).json<Export>();

  /** Each marker in a personal field of an event of the customer, as it was decrypted from the log. */
  const planted = async (): Promise<ReadonlySet<string>> => {
    const store = service.app.get<EventStore>(EVENT_STORE);
    const codec = service.app.get(EventCodec, { strict: false });
    const recorded = await store.readAll({ limit: 10_000 });
    const streams = new Set(
      recorded.flatMap(({ stream, data }) => (data.customerId === told.customer ? [stream] : [])),
    );
    const theirs = recorded.filter(({ stream }) => streams.has(stream));
    const keys = await codec.keysToDecode(theirs);
    const texts = theirs.flatMap((event) => textsIn(codec.decode(event, keys).data));
    return new Set(texts.filter((text) => MARKERS.test(text)));
  };

  it.each(FORMS)('holds what was planted in each personal field, as %s', async (_, headers) => {
    const { text } = await service.get(url, headers);
    const unescaped = text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
      .replaceAll('\\"', '"');
    const markers = [...(await planted())];
    expect(markers.length).toBeGreaterThan(30);
    expect(markers.filter((marker) => !unescaped.includes(marker))).toEqual([]);
  });

  it('has every event with where it came from, and the state of each context, of one added later too', async () => {
    const { history, streams, consents } = await exported();
    const indexed = (await service.get(`/v1/audit/customers/${told.customer}/history?limit=200`)).json<{
      items: readonly unknown[];
    }>();
    expect(history).toEqual(indexed.items);
    expect(history[0]).toMatchObject({
      stream: `customer-${told.customer}`,
      revision: 0,
      type: 'CustomerRegistered',
      occurredAt: expect.any(String),
      recordedAt: expect.any(String),
      actor: { id: expect.any(String), verified: true },
    });
    expect(new Set(streams.map(({ context }) => context))).toEqual(
      new Set(['customers', 'interactions', 'deals', 'orders', 'parcels']),
    );
    expect(streams.find(({ context }) => context === 'parcels')).toMatchObject({
      state: { status: 'delivered' },
    });
    expect(consents.find(({ type }) => type === 'ConsentGiven')).toMatchObject({
      evidence: { how: 'Zzmark how', where: 'Zzmark where', recordedBy: 'Zzmark clerk' },
    });
  });

  it('says who has seen it, and to whom it was handed out before', async () => {
    await service.get(`/v1/customers/${told.customer}`, await service.as('carol', 'back-office'));
    await service.get(url, await service.as('dpo', 'privacy-desk'));
    const isThere = ({ accesses, exports }: Export) =>
      accesses.some(({ actor }) => actor === 'carol') && exports.some(({ actor }) => actor === 'dpo');
    await until('the records to be listed', async () => isThere(await exported()));
    const { accesses, exports } = await exported();
    expect(accesses.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['getCustomer', 'exportCustomer']),
    );
    expect(new Set(exports.map(({ operation }) => operation))).toEqual(new Set(['exportCustomer']));
    expect(JSON.stringify(accesses)).not.toContain('customerIds');
  });

  it('is a page that runs no script, and has all of it in one file', async () => {
    const { text, headers } = await service.get(url, HTML);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).not.toMatch(/<script|<link|<img|src=|href=|\son\w+=/i);
    expect(text).toContain('&lt;script&gt;alert(');
  });

  it.each(FORMS)('is signed, as %s: nothing can be changed or left out', async (_, headers) => {
    const { text } = await service.get(url, headers);
    const key = await signingKey();
    const { claims } = await checkedDocument(Buffer.from(text), key);
    expect(claims).toMatchObject({ document: 'dossier-export', customerId: told.customer, erasedAt: null });
    const changed = Buffer.from(text.replace('Zzmark street', 'Zzmark strEet'));
    await expect(checkedDocument(changed, key)).rejects.toThrow('it was changed after it was signed');
    const cut = Buffer.from(text.slice(0, text.trimEnd().lastIndexOf('\n')));
    await expect(checkedDocument(cut, key)).rejects.toThrow('its last line holds no signature');
  });

  it.each(FORMS)('is checked by public tools, as %s', async (_, headers) => {
    const folder = temporaryFolder();
    const { pem } = (await service.get('/v1/privacy/signing-key')).json<{ pem: string }>();
    writeFileSync(join(folder, 'export'), (await service.get(url, headers)).text);
    writeFileSync(join(folder, 'key.pem'), pem);
    const script = `
      jws=$(tail -n 1 export | grep -oE '[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+')
      decoded() { tr '_-' '/+' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | openssl base64 -d -A; }
      printf %s "\${jws%.*}" > signed
      printf %s "\${jws##*.}" | decoded > signature
      openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed -sigfile signature
      echo "$jws" | cut -d. -f2 | decoded | grep -o "$(head -n -1 export | sha256sum | cut -c1-64)"`;
    const said = execFileSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8' });
    expect(said).toMatch(/^Signature Verified Successfully\n[0-9a-f]{64}\n$/);
  });

  it('asks for pii:read besides crm:admin, and for a customer that is there', async () => {
    const masked = await service.as(
      'carol',
      'back-office',
      scopes.filter((scope) => scope !== 'pii:read'),
    );
    const refused = await service.get(url, masked);
    expect({ status: refused.status, ...refused.json() }).toMatchObject({
      status: 403,
      code: 'scope-missing',
    });
    const nobody = await service.get(`/v1/privacy/customers/${told.segment}/export`);
    expect({ status: nobody.status, ...nobody.json() }).toMatchObject({
      status: 404,
      code: 'customer-not-found',
    });
  });

  /** The name of somebody else, who was not erased: relations have it by that one's key. */
  const withoutOthers = (text: string): string => text.replaceAll('Zzmark other undone', '');

  it('says of a person who was erased that they were, and nothing else about them', async () => {
    const { customer } = told;
    await service.accepted(`/v1/privacy/customers/${customer}/erasure`, { reason: 'r', caseReference: 'c' });
    const { text } = await service.get(url);
    expect(withoutOthers(text)).not.toMatch(MARKERS);
    const { erasedAt, history } = await exported();
    expect(erasedAt).toEqual(expect.any(String));
    expect(history[0]).toMatchObject({
      type: 'CustomerRegistered',
      erased: expect.arrayContaining(['name']),
      data: { name: '[erased]' },
    });
    const page = (await service.get(url, HTML)).text;
    expect(page).toContain('The person was erased on');
    expect(withoutOthers(page)).not.toMatch(MARKERS);
    const { claims } = await checkedDocument(Buffer.from(page), await signingKey());
    expect(claims).toMatchObject({ erasedAt });
  });

  const signingKey = async () =>
    createPublicKey((await service.get('/v1/privacy/signing-key')).json<{ pem: string }>().pem);
});
