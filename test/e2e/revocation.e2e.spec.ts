import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { startDouble } from '../servers/eventstoredb/double.fixture.js';
import { dossier } from '../cli/run-cli.js';
import { HttpClient } from '../support/http.client.js';
import { InProcessService } from '../support/in-process.service.js';
import { ServiceProcess } from '../support/service.process.js';
import { tokenFor } from '../support/tokens.js';
import { until } from '../support/until.js';

const LONG_TEST = 180_000;

describe('a token that is revoked', () => {
  let folder: string;
  let service: ServiceProcess;

  beforeEach(async () => {
    folder = temporaryFolder();
    service = await ServiceProcess.start('standalone', folder);
  }, LONG_TEST);

  afterEach(() => service.kill());

  const made = async (): Promise<{ id: string; client: HttpClient }> => {
    const { stdout } = await dossier('token', '--json', '--scopes', 'crm:read', '--data', folder);
    const { id, token } = JSON.parse(stdout) as { id: string; token: string };
    return { id, client: new HttpClient(service.address, { authorization: `Bearer ${token}` }) };
  };

  const refusal = async (client: HttpClient): Promise<unknown> =>
    (await client.get('/v1/customers')).json().code;

  it(
    'by the command line is refused by the service that runs, also after a restart; others go on',
    async () => {
      const [first, second] = [await made(), await made()];
      expect((await first.client.get('/v1/customers')).status).toBe(200);
      const revoked = await dossier('token', 'revoke', first.id, '--data', folder);
      expect(revoked).toEqual({ code: 0, stderr: '', stdout: `${first.id} is revoked.\n` });
      await until('the token is refused', async () => (await refusal(first.client)) === 'token-revoked');
      expect((await second.client.get('/v1/customers')).status).toBe(200);
      const again = await dossier('token', 'revoke', first.id, '--data', folder, '--json');
      expect(JSON.parse(again.stdout)).toEqual({ tokenId: first.id, outcome: 'unchanged' });
      await service.stop();
      const closed = await dossier('token', 'revoke', second.id, '--data', folder);
      expect(closed).toMatchObject({ code: 0, stderr: '' });
      service = await ServiceProcess.start('standalone', folder);
      for (const { client } of [first, second])
        expect(await refusal(new HttpClient(service.address, client.authorization))).toBe('token-revoked');
    },
    LONG_TEST,
  );
});

describe('a token that is revoked on servers', () => {
  it(
    'is refused by every process on the same log, whichever was told',
    async () => {
      const started = await startDouble();
      const { double } = started;
      const shared = temporaryFolder();
      const start = () =>
        InProcessService.start({
          DOSSIER_DATA: shared,
          DOSSIER_EVENT_STORE: double.connectionString,
          DOSSIER_READ_STORE: `embedded:${temporaryFolder()}`,
        });
      const [told, other] = [await start(), await start()];
      const [token, admin] = [await tokenFor(shared, { id: 'token-1' }), await tokenFor(shared)];
      const statusOf = async (service: InProcessService): Promise<number> =>
        (await service.get('/v1/customers', { authorization: `Bearer ${token}` })).status;
      expect([await statusOf(told), await statusOf(other)]).toEqual([200, 200]);
      const revoked = await told.post(
        '/v1/tokens/revocations',
        { tokenId: 'token-1' },
        { authorization: `Bearer ${admin}` },
      );
      expect(revoked.json()).toEqual({ tokenId: 'token-1', outcome: 'revoked' });
      for (const service of [told, other]) {
        await until('the token is refused', async () => (await statusOf(service)) === 401);
        expect((await service.get('/v1/customers')).status).toBe(200);
      }
      await told.stop();
      await other.stop();
      await started.dispose();
    },
    LONG_TEST,
  );
});
