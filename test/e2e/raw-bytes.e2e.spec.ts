import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { acceptedOf } from '../support/http.client.js';
import { mongoUrl, ownDatabase } from '../support/mongodb.js';
import { type Teller, tellPersonalStory, type Told } from '../support/personal.story.js';
import { textsIn, textsInFiles } from '../support/raw-bytes.js';
import { ServiceProcess, type Settings } from '../support/service.process.js';
import { exitOf, onLine, spawnTs, type TsProcess } from '../support/spawn-ts.js';
import { authorizationFor } from '../support/tokens.js';
import { until } from '../support/until.js';

const LONG = 300_000;
const PROGRAM = new URL('../processes/app-on-demand.ts', import.meta.url);
const ADDRESS = /listens on (http:\/\/\S+)/;

/** What the story says of the person, and a name that is written otherwise in JSON. */
const NAME = 'Zoë "Zzquote" Ünsal';
const TEXTS = ['zzmark', '1907-11-1', '30190711', NAME, 'Ünsal'];
/** What somebody else wrote in a stream of its own. */
const OTHERS = 'Bob knows a Zzbystander';

describe('after an erasure', () => {
  let folder: string;
  let data: string;
  let logs: string;
  let settings: Settings = {};
  let service: ServiceProcess;
  const started: TsProcess[] = [];

  beforeEach(() => {
    folder = temporaryFolder();
    data = join(folder, 'data');
    logs = join(folder, 'logs');
    for (const each of [data, logs]) mkdirSync(each);
  });

  afterEach(async () => {
    for (const child of started.splice(0)) {
      child.kill('SIGKILL');
      await exitOf(child);
    }
  });

  /** The standalone service, with all that it prints in files. */
  const start = async (): Promise<ServiceProcess> => {
    const errors = openSync(join(logs, 'stderr.log'), 'a');
    const child = spawnTs(PROGRAM, ['standalone'], { stderr: errors });
    closeSync(errors);
    started.push(child);
    const address = new Promise<string>((listening) => {
      onLine(child, (line) => {
        appendFileSync(join(logs, 'stdout.log'), `${line}\n`);
        const [, found] = ADDRESS.exec(line) ?? [];
        if (found) listening(found);
      });
    });
    const all = { DOSSIER_DATA: data, DOSSIER_PORT: '0', DOSSIER_LOG_LEVEL: 'info', ...settings };
    child.stdin.write(`${JSON.stringify(all)}\n`);
    const ended = exitOf(child).then(({ code }) => {
      throw new Error(`the service ended with ${String(code)}`);
    });
    const served = await Promise.race([address, ended]);
    ended.catch(() => undefined);
    return ServiceProcess.of(served, await authorizationFor(data), child);
  };

  const accepted = async (path: string, body: object): Promise<string> =>
    (await service.accepted(path, body)).id;
  const teller: Teller = { accepted, post: (path, body) => service.post(path, body) };

  /** Returns the ids of all customers that are to be erased. */
  const tell = async (): Promise<{ told: Told; zoe: string; bob: string; ids: readonly string[] }> => {
    const told = await tellPersonalStory(teller);
    const zoe = await accepted('/v1/customers', {
      kind: 'person',
      name: NAME,
      externalIds: [{ system: 'erp', id: '4711' }],
    });
    const bob = await accepted('/v1/customers', { kind: 'person', name: 'Bob' });
    await accepted(`/v1/customers/${bob}/relations`, { relation: 'household', relatedId: zoe });
    await accepted('/v1/interactions', {
      customerId: bob,
      channel: 'phone',
      direction: 'inbound',
      content: OTHERS,
    });
    return { told, zoe, bob, ids: [told.customer, told.undone, zoe] };
  };

  const erase = async (id: string): Promise<string> => {
    const answer = await service.post(`/v1/privacy/customers/${id}/erasure`, {
      reason: 'asked for by letter',
      caseReference: 'DSR-1',
    });
    expect(answer.status).toBe(200);
    return acceptedOf(answer).position;
  };

  const receipt = async (id: string) => (await service.get(`/v1/privacy/customers/${id}/erasure`)).json();

  const allComplete = (ids: readonly string[]): Promise<void> =>
    until(
      'all erasures are complete',
      async () => (await Promise.all(ids.map(receipt))).every(({ complete }) => complete === true),
      LONG / 2,
    );

  it(
    'no byte of the person is left in any file or log, though the process is killed, and nobody else notices',
    async () => {
      service = await start();
      const { zoe, bob, ids } = await tell();
      await until('read models have the story', () => {
        const { 'read-models/data.mdb': found = [] } = textsInFiles(data, [...TEXTS, OTHERS]);
        return found.length === TEXTS.length + 1;
      });
      expect(Object.keys(textsInFiles(folder, TEXTS))).toEqual(['data/read-models/data.mdb']);
      await erase(zoe);
      await service.kill();
      service = await start();
      let running = true;
      const statuses = new Set<number>();
      const others = (async () => {
        while (running) {
          const order = {
            customerId: bob,
            currency: 'EUR',
            lines: [{ product: 'Pen', quantity: 1, amount: 1 }],
          };
          statuses.add((await service.post('/v1/orders', order)).status);
          statuses.add((await service.get(`/v1/customers/${bob}`)).status);
        }
      })();
      for (const id of ids) await erase(id);
      await allComplete(ids);
      running = false;
      await others;
      expect([...statuses].sort()).toEqual([200, 201]);
      expect(textsInFiles(folder, TEXTS)).toEqual({});
      expect(textsInFiles(folder, [OTHERS])).toEqual({ 'data/read-models/data.mdb': [OTHERS] });
      expect(await receipt(zoe)).toMatchObject({
        remains: { stores: ['read-store', 'key-store'] },
        namedIn: [{ stream: `customer-${bob}`, events: [{ type: 'CustomerRelated' }] }],
      });
      await service.stop();
      expect(textsInFiles(folder, TEXTS)).toEqual({});
    },
    LONG,
  );

  (mongoUrl === undefined ? it.skip : it)(
    'nothing of the person is left in any collection of a MongoDB server',
    async () => {
      const database = ownDatabase(mongoUrl ?? '');
      settings = { DOSSIER_READ_STORE: database, DOSSIER_KEY_STORE: database };
      const client = await MongoClient.connect(database);
      const held = async (): Promise<string[]> => {
        const collections = await client.db().collections();
        const documents = await Promise.all(collections.map((collection) => collection.find().toArray()));
        return textsIn(Buffer.from(JSON.stringify(documents)), TEXTS);
      };
      try {
        service = await start();
        const { ids } = await tell();
        await until('read models have the story', async () => (await held()).length === TEXTS.length);
        for (const id of ids) await erase(id);
        await allComplete(ids);
        expect(await held()).toEqual([]);
        expect(textsInFiles(folder, TEXTS)).toEqual({});
        expect(await receipt(ids[0] ?? '')).toMatchObject({ remains: { stores: [] } });
      } finally {
        await client.db().dropDatabase();
        await client.close();
      }
    },
    LONG,
  );
});
