import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { ServiceProcess } from '../support/service.process.js';
import { dossier } from './run-cli.js';

const LONG_TEST = 240_000;

interface Event {
  readonly type: string;
  readonly changes?: readonly object[];
}

interface Access {
  readonly actor: string;
  readonly client: string;
  readonly operation: string;
}

describe('dossier and a running service', () => {
  let service: ServiceProcess;
  let ada: string;
  /** How commands find it: by its address, or by the folder that it runs on. */
  let ways: Readonly<Record<'address' | 'folder', readonly string[]>>;

  beforeAll(async () => {
    const folder = temporaryFolder();
    service = await ServiceProcess.start('standalone', folder);
    ada = (await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' })).id;
    await service.accepted(`/v1/customers/${ada}/tags`, { tags: ['vip'] });
    const { stdout: token } = await dossier(
      'token',
      '--subject',
      'anna',
      '--service',
      'desk',
      '--data',
      folder,
    );
    ways = {
      address: ['--url', service.address, '--token', token.trim()],
      folder: ['--data', folder],
    };
  }, LONG_TEST);

  afterAll(() => service.stop(), LONG_TEST);

  const answered = async <Answer>(...args: readonly string[]): Promise<Answer[]> => {
    const { code, stdout, stderr } = await dossier(...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
  };

  it.each(['address', 'folder'] as const)(
    'shows histories and how consumers fare, by its %s',
    async (way) => {
      const events = await answered<Event>('history', ada.toUpperCase(), ...ways[way]);
      expect(events.map(({ type }) => type)).toEqual(['CustomerRegistered', 'CustomerTagged']);
      const replayed = await answered<Event>('replay', ada, ...ways[way]);
      expect(replayed[1]?.changes).toEqual([{ path: 'tags.0', after: 'vip' }]);
      const [projections = []] = await answered<object[]>('projections', 'status', ...ways[way]);
      expect(projections).toContainEqual(expect.objectContaining({ name: 'directory', state: 'live' }));
      const [reactions = []] = await answered<object[]>('reactions', 'status', ...ways[way]);
      expect(reactions).toContainEqual(expect.objectContaining({ name: 'deal-orders', kind: 'reaction' }));
      expect(await answered('reactions', ...ways[way])).toEqual([[]]);
    },
    LONG_TEST,
  );

  it(
    'has it build a projection anew',
    async () => {
      const [statuses] = await answered<object[]>('projections', 'rebuild', 'directory', ...ways.address);
      expect(statuses).toContainEqual(
        expect.objectContaining({ name: 'directory', build: 1, role: 'active' }),
      );
      const [verified] = await answered<object[]>('projections', 'verify', 'directory', ...ways.address);
      expect(verified).toMatchObject([{ projection: 'directory', differing: 0 }]);
    },
    LONG_TEST,
  );

  it(
    'leaves a record of what is shown, whichever way',
    async () => {
      for (const way of ['address', 'folder'] as const) await answered('history', ada, ...ways[way]);
      const [{ items = [] } = {}] = await answered<{ items?: readonly Access[] }>(
        'access',
        '--customer',
        ada,
        ...ways.folder,
      );
      expect(items).toContainEqual(
        expect.objectContaining({ actor: 'anna', client: 'desk', operation: 'getHistory' }),
      );
      expect(items).toContainEqual(
        expect.objectContaining({ actor: 'local', client: 'cli', operation: 'getHistory' }),
      );
    },
    LONG_TEST,
  );

  it(
    'tells in the service’s words what it refuses, and where the log must be at hand',
    async () => {
      const { stdout: token } = await dossier('token', '--scopes', 'crm:read', ...ways.folder);
      const at = ['--url', service.address, '--token', token.trim()];
      const refused = await dossier('projections', 'rebuild', 'directory', ...at);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain('crm:admin');
      const unknown = await dossier('reactions', '--reaction', 'nothing', ...ways.address);
      expect(unknown.stderr).toContain('there is no reaction or timer nothing; there is external-id-claims');
      const scan = await dossier('history', ada, '--scan', ...ways.address);
      expect(scan).toMatchObject({ code: 2, stdout: '' });
      expect(scan.stderr).toContain("cannot be used with option '--url");
    },
    LONG_TEST,
  );
});
