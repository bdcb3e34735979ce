import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refuseOpenNetwork } from '../access/access.settings.js';
import { loadConfig, settingOf } from './dossier.config.js';
import { ConfigError, numberBetween, setting } from './setting.js';

const share = setting({
  variable: 'DOSSIER_SHARE',
  fallback: '0.5',
  about: 'a share',
  must: 'a number from 0 to 1',
  parse: numberBetween(0, 1),
});

describe('the configuration', () => {
  it('needs nothing: embedded stores in ./data, loopback, port 3000', () => {
    expect(loadConfig({})).toEqual({
      dataFolder: resolve('data'),
      eventStore: `embedded:${resolve('data')}/events`,
      readStore: `embedded:${resolve('data')}/read-models`,
      keyStore: `embedded:${resolve('data')}/keys`,
      masterKey: { from: 'file', file: `${resolve('data')}/master.key`, own: true },
      streamPrefix: 'dossier.',
      commandBudget: 10_000,
      host: '127.0.0.1',
      port: 3000,
      rebuildReadModels: false,
      drainSeconds: 10,
      stallSeconds: 60,
      logLevel: 'info',
      access: {
        issuer: 'dossier',
        audience: 'dossier',
        lifetime: 30 * 86_400,
        staleKeys: 3_600,
        localTokens: false,
        requestsPerMinute: 60_000,
        metricsOpen: false,
      },
      contextSettings: {},
    });
  });

  it('takes other stores, and leaves their folders alone', () => {
    const config = loadConfig({
      DOSSIER_EVENT_STORE: 'esdb+discover://node.example:2113?tls=true',
      DOSSIER_READ_STORE: 'mongodb://a.example,b.example/crm?replicaSet=rs0',
    });
    expect(config.eventStore).toBe('esdb+discover://node.example:2113?tls=true');
    expect(config.readStore).toBe('mongodb://a.example,b.example/crm?replicaSet=rs0');
    expect(config.keyStore).toBe('mongodb://a.example,b.example/crm-keys?replicaSet=rs0');
  });

  it('keeps keys in a database of their own beside that of the read models, unless told where', () => {
    const keyStore = (readStore: string, others: Record<string, string> = {}) =>
      loadConfig({ DOSSIER_EVENT_STORE: 'esdb://node', DOSSIER_READ_STORE: readStore, ...others }).keyStore;
    expect(keyStore('mongodb://host')).toBe('mongodb://host/dossier-keys');
    expect(keyStore('mongodb://anna:pw@host:1/?tls=true')).toBe(
      'mongodb://anna:pw@host:1/dossier-keys?tls=true',
    );
    expect(keyStore('embedded:/models')).toBe(`embedded:${resolve('data')}/keys`);
    expect(keyStore('mongodb://host', { DOSSIER_KEY_STORE: 'mongodb://vault/k' })).toBe('mongodb://vault/k');
  });

  it('takes the master key from the environment, a file or a command, in this order', () => {
    const source = (environment: Record<string, string>) => loadConfig(environment).masterKey;
    const text = 'ab'.repeat(32);
    const file = { DOSSIER_MASTER_KEY_FILE: '/run/key' };
    const command = { DOSSIER_MASTER_KEY_COMMAND: 'vault read key' };
    expect(source({ DOSSIER_MASTER_KEY: text, ...file, ...command })).toEqual({ from: 'text', text });
    expect(source({ ...file, ...command })).toEqual({ from: 'file', file: '/run/key', own: false });
    expect(source(command)).toEqual({ from: 'command', command: 'vault read key' });
  });

  it.each([
    ['DOSSIER_PORT', '70000'],
    ['DOSSIER_PORT', '80a'],
    ['DOSSIER_PORT', ''],
    ['DOSSIER_EVENT_STORE', 'postgres://somewhere'],
    ['DOSSIER_READ_STORE', 'embedded:'],
    ['DOSSIER_HOST', 'two words'],
    ['DOSSIER_REQUEST_KEY', 'short'],
    ['DOSSIER_MASTER_KEY', 'short'],
    ['DOSSIER_KEY_STORE', 'esdb://somewhere'],
    ['DOSSIER_DATA', ' '],
    ['DOSSIER_TOKEN_LIFETIME', '0d'],
    ['DOSSIER_TOKEN_LIFETIME', '30'],
    ['DOSSIER_LOCAL_TOKENS', 'yes'],
    ['DOSSIER_LOG_LEVEL', 'loud'],
    ['DOSSIER_REQUESTS_PER_MINUTE', '0'],
  ])('refuses %s=%j with a sentence that names it', (variable, value) => {
    expect(() => loadConfig({ [variable]: value })).toThrow(ConfigError);
    expect(() => loadConfig({ [variable]: value })).toThrow(new RegExp(`^${variable} must be `));
  });

  it.each(['http://127.0.0.1:3000', 'HTTPS://crm.example.com', ' mongodb://db'])(
    'takes %j for no folder, and says where an address goes',
    (address) => {
      expect(() => loadConfig({ DOSSIER_DATA: address })).toThrow(
        `DOSSIER_DATA must be a folder; the address of a service goes into DOSSIER_URL or --url; it is "${address}"`,
      );
    },
  );

  it('refuses a setting that there is not, which may be a misspelt one', () => {
    expect(() => loadConfig({ DOSSIER_PROT: '80' })).toThrow(/^DOSSIER_PROT is not a setting/);
  });

  it("reads a context's settings, and takes the fallback when absent", () => {
    expect(settingOf(loadConfig({ DOSSIER_SHARE: '0.25' }, [share]), share)).toBe(0.25);
    expect(settingOf(loadConfig({}, [share]), share)).toBe(0.5);
  });

  it("refuses a wrong value of a context's setting, and the setting when no context declares it", () => {
    expect(() => loadConfig({ DOSSIER_SHARE: '-1' }, [share])).toThrow(
      'DOSSIER_SHARE must be a number from 0 to 1; it is "-1"',
    );
    expect(() => loadConfig({ DOSSIER_SHARE: '1' })).toThrow(/^DOSSIER_SHARE is not a setting/);
  });

  it('takes no address of keys without saying whose tokens, and for whom', () => {
    const jwks = { DOSSIER_JWKS_URL: 'https://id.example.com/keys' };
    expect(() => loadConfig(jwks)).toThrow(/^DOSSIER_TOKEN_ISSUER must be set with DOSSIER_JWKS_URL/);
    const whose = { ...jwks, DOSSIER_TOKEN_ISSUER: 'https://id.example.com/' };
    expect(() => loadConfig(whose)).toThrow(/^DOSSIER_TOKEN_AUDIENCE must be set with DOSSIER_JWKS_URL/);
    expect(loadConfig({ ...whose, DOSSIER_TOKEN_AUDIENCE: 'crm' }).access.jwksUrl).toBe(
      jwks.DOSSIER_JWKS_URL,
    );
  });

  it.each(['http://127.0.0.1:8080/keys', 'http://localhost/keys', 'http://[::1]:8080/keys'])(
    'takes keys from %s without encryption, on this machine',
    (address) => {
      const whose = { DOSSIER_TOKEN_ISSUER: 'idp', DOSSIER_TOKEN_AUDIENCE: 'crm' };
      expect(loadConfig({ ...whose, DOSSIER_JWKS_URL: address }).access.jwksUrl).toBe(address);
    },
  );

  it.each([
    'http://id.example.com/keys',
    'http://192.168.1.7/keys',
    'http://localhost.example.com/keys',
    'http://127.0.0.1@id.example.com/keys',
    'http://[::1/keys',
    'ftp://127.0.0.1/keys',
  ])('refuses to take keys from %s', (address) => {
    const whose = { DOSSIER_TOKEN_ISSUER: 'idp', DOSSIER_TOKEN_AUDIENCE: 'crm' };
    expect(() => loadConfig({ ...whose, DOSSIER_JWKS_URL: address })).toThrow(
      /^DOSSIER_JWKS_URL must be https:\/\/…, or http:\/\/… of a loopback address; it is/,
    );
  });

  it.each(['0.0.0.0', '::', '192.168.1.7', 'crm.example.com'])(
    'lets others reach the service at %s only where tokens are verified',
    (host) => {
      expect(() => {
        refuseOpenNetwork(host, loadConfig({}).access);
      }).toThrow(/^DOSSIER_HOST .* takes token verification/);
      refuseOpenNetwork(host, loadConfig({ DOSSIER_LOCAL_TOKENS: 'true' }).access);
    },
  );

  it.each(['127.0.0.1', '127.0.0.53', 'localhost', '::1'])('lets nobody else reach it at %s', (host) => {
    refuseOpenNetwork(host, loadConfig({}).access);
  });

  it('tells no secrets in its sentences', () => {
    expect(() => loadConfig({ DOSSIER_REQUEST_KEY: 'hush' })).toThrow(
      /^DOSSIER_REQUEST_KEY must be at least 32 characters$/,
    );
    expect(() => loadConfig({ DOSSIER_READ_STORE: 'mongo://anna:hush@db' })).toThrow(/…@db/);
    expect(() => loadConfig({ DOSSIER_READ_STORE: 'mongo://anna:hush@db' })).not.toThrow(/hush/);
  });
});
