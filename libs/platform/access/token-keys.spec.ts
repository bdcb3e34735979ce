import { beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { jwtVerify, SignJWT } from 'jose';
import { RemoteKeys } from './token-keys.js';

const MINUTE = 60_000;
const STALE = 60 * MINUTE;

const pair = (kid: string) => ({ kid, ...generateKeyPairSync('ed25519') });
type Pair = ReturnType<typeof pair>;

const tokenBy = ({ kid, privateKey }: { kid: string; privateKey: KeyObject }): Promise<string> =>
  new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid }).sign(privateKey);

describe('keys at a JWKS address', () => {
  const [first, second] = [pair('first'), pair('second')];
  let served: readonly Pair[] | 'nothing' | 'nonsense';
  let requests: number;
  let clock: number;
  let reported: string | undefined;
  let keys: RemoteKeys;

  beforeEach(() => {
    [served, requests, clock, reported] = [[first], 0, 0, undefined];
    keys = new RemoteKeys({
      url: 'https://id.example.com/keys',
      stale: STALE,
      clock: () => clock,
      report: (reason) => (reported = reason),
      fetch: () => {
        requests += 1;
        if (served === 'nothing') return Promise.reject(new Error('connection refused'));
        if (served === 'nonsense') return Promise.resolve(new Response('<html>'));
        const jwks = served.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid }));
        return Promise.resolve(Response.json({ keys: jwks }));
      },
    });
  });

  const verify = async (by: Pair): Promise<string> => {
    try {
      await jwtVerify(await tokenBy(by), keys.keyFor);
      return 'accepted';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };

  it('are fetched once for many tokens', async () => {
    const found = await Promise.all([verify(first), verify(first), verify(first)]);
    expect([...found, await verify(first)]).toEqual(Array.from({ length: 4 }, () => 'accepted'));
    expect(requests).toBe(1);
  });

  it('are fetched again when a token names one that is new', async () => {
    await verify(first);
    served = [first, second];
    clock += MINUTE;
    expect(await verify(second)).toBe('accepted');
    expect(requests).toBe(2);
  });

  it('are not asked for at each token that names one that is not there', async () => {
    expect(await verify(first)).toBe('accepted');
    clock += MINUTE;
    const found = await Promise.all(Array.from({ length: 20 }, () => verify(second)));
    expect(new Set(found)).toEqual(new Set(['token-key-unknown']));
    expect(requests).toBe(2);
  });

  it('that are no longer there are not taken, within minutes', async () => {
    await verify(first);
    served = [second];
    clock += 6 * MINUTE;
    // The first is answered by what is there, and has newer ones fetched.
    await verify(first);
    expect(await verify(second)).toBe('accepted');
    expect(await verify(first)).toBe('token-key-unknown');
  });

  it.each(['nothing', 'nonsense'] as const)(
    'serve on while the address answers %s, for a bounded time; then nobody is let in',
    async (answer) => {
      await verify(first);
      served = answer;
      clock += STALE;
      expect(await verify(first)).toBe('accepted');
      expect(reported).toBeUndefined();
      clock += MINUTE;
      expect(await verify(first)).toBe('token-keys-unavailable');
      expect(reported).toContain('the keys of tokens can’t be fetched');
      served = [first];
      clock += MINUTE;
      expect(await verify(first)).toBe('accepted');
      expect(reported).toBeUndefined();
    },
  );

  it('that were never there let nobody in', async () => {
    served = 'nothing';
    expect(await verify(first)).toBe('token-keys-unavailable');
  });

  it('are not taken from where the address sends on to', async () => {
    const jwks = JSON.stringify({ keys: [{ ...first.publicKey.export({ format: 'jwk' }), kid: first.kid }] });
    const server = createServer(({ url }, response) => {
      if (url === '/keys') response.end(jwks);
      else response.writeHead(302, { location: '/keys' }).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const at = (path: string) =>
      new RemoteKeys({
        url: `http://127.0.0.1:${port}${path}`,
        stale: STALE,
        clock: () => clock,
        report: () => undefined,
      });
    try {
      keys = at('/keys');
      expect(await verify(first)).toBe('accepted');
      keys = at('/elsewhere');
      expect(await verify(first)).toBe('token-keys-unavailable');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
