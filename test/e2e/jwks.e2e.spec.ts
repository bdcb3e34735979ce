import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';
import { type Answer, InProcessService } from '../support/in-process.service.js';
import { until } from '../support/until.js';

const LONG_TEST = 60_000;
const ISSUER = 'https://id.example.com/';

const keyPair = (kid: string) => ({ kid, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) });
type Key = ReturnType<typeof keyPair>;

describe('a service that takes the tokens of an identity provider', () => {
  const [first, second] = [keyPair('first'), keyPair('second')];
  let provider: Server;
  let keys: readonly Key[] | undefined;
  let service: InProcessService;
  let settings: Readonly<Record<string, string>>;

  beforeAll(async () => {
    provider = createServer((_, response) => {
      if (keys === undefined) response.writeHead(503).end();
      else {
        const jwks = keys.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid }));
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: jwks }));
      }
    });
    provider.listen(0, '127.0.0.1');
    await once(provider, 'listening');
    settings = {
      DOSSIER_JWKS_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`,
      DOSSIER_TOKEN_ISSUER: ISSUER,
      DOSSIER_TOKEN_AUDIENCE: 'crm',
    };
  });

  afterAll(() => {
    provider.close();
  });

  beforeEach(() => {
    keys = [first];
  });

  afterEach(async () => {
    await service.stop();
  });

  const ask = async (by: Key, claims: JWTPayload = {}): Promise<Answer> => {
    const token = await new SignJWT({ scope: 'crm:read', azp: 'crm-ui', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: by.kid })
      .setSubject('anna')
      .setIssuer(ISSUER)
      .setAudience('crm')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(by.privateKey);
    return service.get('/v1/customers', { authorization: `Bearer ${token}` });
  };

  const outcome = async (by: Key, claims?: JWTPayload): Promise<unknown> => {
    const answer = await ask(by, claims);
    return answer.status === 200 ? 200 : answer.json().code;
  };

  it(
    'takes them by their scopes, also after their keys were exchanged, and no others',
    async () => {
      service = await InProcessService.start(settings);
      expect(await outcome(first)).toBe(200);
      expect(await outcome(first, { scope: 'openid crm:audit' })).toBe('scope-missing');
      expect((await service.get('/v1/customers')).json()).toMatchObject({ code: 'token-key-unknown' });
    },
    LONG_TEST,
  );

  it(
    'lets nobody in while it has no keys, says why, and goes on by itself',
    async () => {
      keys = undefined;
      service = await InProcessService.start(settings);
      const refused = await ask(first);
      expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
      expect(refused.json()).toMatchObject({ code: 'token-keys-unavailable' });
      const ready = await service.get('/health/ready');
      expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('it was answered 503')]);
      keys = [first, second];
      await until('the keys are there', async () => (await outcome(second)) === 200);
      expect((await service.get('/health/ready')).status).toBe(200);
    },
    LONG_TEST,
  );
});
