import { describe, expect, it } from '@jest/globals';
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { AccessError } from './access.errors.js';
import { localKeys } from './token-keys.js';
import { TokenVerifier } from './token-verifier.js';

const DAY = 86_400;
const start = Date.parse('2026-03-01T12:00:00Z');
const seconds = start / 1_000;

const pairs = {
  EdDSA: generateKeyPairSync('ed25519'),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  PS256: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
};
const [ours, others] = [pairs.EdDSA, generateKeyPairSync('ed25519')];

const sound: JWTPayload = {
  iss: 'dossier',
  aud: 'dossier',
  sub: 'anna',
  client_id: 'web-shop',
  scope: 'openid crm:read crm:command',
  jti: 'token-1',
  iat: seconds,
  exp: seconds + DAY,
};

const signed = (
  claims: JWTPayload = sound,
  {
    alg = 'EdDSA',
    kid = 'ours',
    key = ours.privateKey,
  }: { alg?: string; kid?: string; key?: KeyObject } = {},
): Promise<string> => new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);

const without = (claim: string): JWTPayload =>
  Object.fromEntries(Object.entries(sound).filter(([name]) => name !== claim));

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A verifier whose clock and revoked ids a spec turns. */
const verifier = (publicKey = ours.publicKey) => {
  const state = { now: start, revoked: new Set<string>() };
  const made = new TokenVerifier({
    access: { issuer: 'dossier', audience: 'dossier', lifetime: DAY },
    keys: localKeys({ id: 'ours', privateKey: ours.privateKey, publicKey }),
    now: () => new Date(state.now),
    isRevoked: (id) => state.revoked.has(id),
  });
  return { state, verify: (token: string) => made.verify(token) };
};

const codeOf = async (token: Promise<string> | string): Promise<string> => {
  try {
    await verifier().verify(await token);
    return 'accepted';
  } catch (error) {
    if (error instanceof AccessError) return error.code;
    throw error;
  }
};

describe('a token that is sound', () => {
  it('says who is calling, through which service, and what for', async () => {
    const principal = await verifier().verify(await signed());
    expect(principal).toEqual({
      subject: 'anna',
      client: 'web-shop',
      scopes: new Set(['crm:command', 'crm:read']),
    });
  });

  it('names its service by azp, too; without either, the subject is the service', async () => {
    const { verify } = verifier();
    const azp = await verify(await signed({ ...without('client_id'), azp: 'crm-ui' }));
    expect(azp.client).toBe('crm-ui');
    expect((await verify(await signed(without('client_id')))).client).toBe('anna');
  });

  it.each(['EdDSA', 'ES256', 'RS256', 'PS256'] as const)('may be signed by %s', async (alg) => {
    const { privateKey, publicKey } = pairs[alg];
    const { verify } = verifier(publicKey);
    await expect(verify(await signed(sound, { alg, key: privateKey }))).resolves.toMatchObject({
      subject: 'anna',
    });
  });
});

describe('a token is refused', () => {
  const refused: readonly (readonly [string, () => Promise<string> | string, string])[] = [
    ['that is no token', () => 'x', 'token-malformed'],
    ['that is no JSON', () => 'a.b.c', 'token-malformed'],
    ['that is not signed', () => `${part({ alg: 'none' })}.${part(sound)}.`, 'token-algorithm-refused'],
    [
      'signed by HMAC with the public key as the secret',
      () => {
        const text = `${part({ alg: 'HS256', kid: 'ours' })}.${part(sound)}`;
        const secret = ours.publicKey.export({ type: 'spki', format: 'pem' });
        return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
      },
      'token-algorithm-refused',
    ],
    [
      'by an algorithm that is not in the list',
      () => signed(sound, { alg: 'ES512', key: pairs.ES512.privateKey }),
      'token-algorithm-refused',
    ],
    ['by a key that is not known', () => signed(sound, { kid: 'theirs' }), 'token-key-unknown'],
    [
      'by a key named like a file, or with an address or a key of its own',
      () => {
        const own = others.publicKey.export({ format: 'jwk' });
        const address = 'https://evil.example.com/keys';
        return new SignJWT(sound)
          .setProtectedHeader({ alg: 'EdDSA', kid: '../../token.key', jku: address, x5u: address, jwk: own })
          .sign(others.privateKey);
      },
      'token-key-unknown',
    ],
    [
      'by a key that it brings along, under the name of ours',
      () =>
        new SignJWT(sound)
          .setProtectedHeader({ alg: 'EdDSA', kid: 'ours', jwk: others.publicKey.export({ format: 'jwk' }) })
          .sign(others.privateKey),
      'token-signature-invalid',
    ],
    [
      'by another key of the same name',
      () => signed(sound, { key: others.privateKey }),
      'token-signature-invalid',
    ],
    [
      'by an algorithm that the key is not for',
      () => signed(sound, { alg: 'ES256', key: pairs.ES256.privateKey }),
      'token-signature-invalid',
    ],
    [
      'that was changed',
      async () => {
        const [head, , signature] = (await signed()).split('.');
        return [head, part({ ...sound, scope: 'crm:admin' }), signature].join('.');
      },
      'token-signature-invalid',
    ],
    ['that was made by another', () => signed({ ...sound, iss: 'evil' }), 'token-wrong-issuer'],
    ['that names nobody who made it', () => signed(without('iss')), 'token-wrong-issuer'],
    ['for another service', () => signed({ ...sound, aud: ['shop', 'mail'] }), 'token-wrong-audience'],
    ['for nobody', () => signed(without('aud')), 'token-wrong-audience'],
    ['that has expired', () => signed({ ...sound, exp: seconds - 31 }), 'token-expired'],
    ['that never expires', () => signed(without('exp')), 'token-malformed'],
    ['that is not yet valid', () => signed({ ...sound, nbf: seconds + 31 }), 'token-not-yet-valid'],
    ['of nobody', () => signed(without('sub')), 'token-malformed'],
    ['of a subject with a line break', () => signed({ ...sound, sub: 'a\nb' }), 'token-malformed'],
    [
      'of a part of the service itself',
      () => signed({ ...sound, client_id: 'reactions' }),
      'token-malformed',
    ],
    [
      'that lives twice as long as allowed',
      () => signed({ ...sound, exp: seconds + 2 * DAY }),
      'token-lifetime-too-long',
    ],
    [
      'that lives as long although it says that it is from later',
      () => signed({ ...sound, iat: seconds + DAY, exp: seconds + 2 * DAY }),
      'token-lifetime-too-long',
    ],
    [
      'that lives as long and does not say since when',
      () => signed({ ...without('iat'), exp: seconds + 2 * DAY }),
      'token-lifetime-too-long',
    ],
  ];

  it.each(refused)('%s', async (_, token, code) => {
    expect(await codeOf(token())).toBe(code);
  });

  it('after it has expired, also when it was verified before', async () => {
    const { state, verify } = verifier();
    const token = await signed({ ...sound, exp: seconds + 5 });
    await verify(token);
    state.now += 36_000;
    await expect(verify(token)).rejects.toMatchObject({ code: 'token-expired' });
  });

  it('from when it is revoked, also when it was verified before', async () => {
    const { state, verify } = verifier();
    const token = await signed();
    await verify(token);
    state.revoked.add('token-1');
    await expect(verify(token)).rejects.toMatchObject({ code: 'token-revoked' });
  });

  it('without being shown', async () => {
    const token = await signed({ ...sound, aud: 'shop' });
    await expect(verifier().verify(token)).rejects.not.toThrow(new RegExp(token.slice(0, 10)));
  });
});
