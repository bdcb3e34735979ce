import { beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { ServiceProcess } from '../support/service.process.js';
import { runTs } from '../support/spawn-ts.js';

const STANDALONE = new URL('../../apps/standalone/main.ts', import.meta.url);
const LONG_TEST = 120_000;

const { PATH } = process.env;

describe('the standalone service as a process', () => {
  let folder: string;

  beforeAll(() => {
    folder = temporaryFolder();
  });

  const startWith = (settings: Record<string, string>) =>
    runTs(STANDALONE, { env: { PATH, DOSSIER_DATA: folder, DOSSIER_PORT: '0', ...settings } });

  it(
    'ends with exit code 0 when asked to, what it has begun answered, and keeps what it was told',
    async () => {
      const first = await ServiceProcess.start('standalone', folder);
      const { id } = await first.accepted('/v1/customers', { kind: 'person', name: 'Before' });
      const body = JSON.stringify({ kind: 'person', name: 'Begun' });
      const headers = {
        'content-type': 'application/json',
        'content-length': body.length,
        expect: '100-continue',
        ...first.authorization,
        'idempotency-key': 'begun',
      };
      const begun = request(`${first.address}/v1/customers`, { method: 'POST', headers });
      begun.flushHeaders();
      await once(begun, 'continue');
      first.signal('SIGTERM');
      begun.end(body);
      const [answer] = (await once(begun, 'response')) as [{ statusCode: number; resume: () => void }];
      answer.resume();
      expect(answer.statusCode).toBe(201);
      expect(await first.ended()).toEqual({ code: 0, signal: null });

      const second = await ServiceProcess.start('standalone', folder);
      const again = await second.accepted(
        '/v1/customers',
        { kind: 'person', name: 'Begun' },
        { 'idempotency-key': 'begun' },
      );
      expect(again.outcome).toBe('repeated');
      const profile = await second.getAfter(again.position, `/v1/customers/${id}`);
      expect(profile.json()).toMatchObject({ name: 'Before' });
      expect(await second.stop()).toEqual({ code: 0, signal: null });
    },
    LONG_TEST,
  );

  it(
    'does not start with a bad setting, and names it in one sentence',
    async () => {
      const bad = {
        DOSSIER_PORT: 'eighty',
        DOSSIER_EVENT_STORE: 'postgres://localhost',
        DOSSIER_PROT: '3000',
        DOSSIER_HOST: '0.0.0.0',
      };
      const starts = Object.entries(bad).map(async ([variable, value]) => {
        const { code, stdout, stderr } = await startWith({ [variable]: value });
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
        expect(stderr.trimEnd().split('\n')).toEqual([
          expect.stringMatching(new RegExp(`did not start: ${variable} `)),
        ]);
      });
      await Promise.all(starts);
    },
    LONG_TEST,
  );

  it(
    'does not start on a store that it cannot open, and says so in one sentence',
    async () => {
      const file = join(folder, 'no-folder');
      await writeFile(file, '');
      const bad = {
        DOSSIER_EVENT_STORE: `embedded:${file}`,
        DOSSIER_READ_STORE: `embedded:${file}`,
        DOSSIER_DATA: file,
      };
      const elsewhere = {
        DOSSIER_EVENT_STORE: `embedded:${join(folder, 'events')}`,
        DOSSIER_READ_STORE: `embedded:${join(folder, 'read-models')}`,
      };
      for (const [variable, value] of Object.entries(bad)) {
        const { code, stdout, stderr } = await startWith({ ...elsewhere, [variable]: value });
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
        expect(stderr.trimEnd().split('\n')).toEqual([
          expect.stringMatching(`standalone did not start: .*${file}`),
        ]);
      }
    },
    LONG_TEST,
  );

  it(
    'does not start on a port in use, and says so in one sentence',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { code, stdout, stderr } = await startWith({ DOSSIER_PORT: `${port}` });
      other.close();
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.trimEnd()).toBe(
        `standalone did not start: DOSSIER_PORT ${port} is in use on 127.0.0.1 already: stop what listens there, or set another`,
      );
    },
    LONG_TEST,
  );
});
