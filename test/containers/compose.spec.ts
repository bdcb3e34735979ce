import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { refuseOpenNetwork } from '../../libs/platform/index.js';
import { configFrom } from '../../apps/composition.js';
import { CLOSING } from '../../apps/stopping.js';

const root = resolve(import.meta.dirname, '../..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Service {
  readonly build?: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stop_grace_period?: string;
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const compose = parse(textOf('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);

describe('docker-compose.yml', () => {
  it('runs the three apps of which the service is made', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(['command-api', 'projector', 'query-api']);
    for (const [name, { command }] of ours) {
      expect(command).toEqual(['node', `dist/apps/${name}/main.js`]);
      expect(existsSync(join(root, `apps/${name}/main.ts`))).toBe(true);
    }
  });

  it.each(ours)(
    'gives %s settings that it accepts, and servers that are there and healthy first',
    (_, service) => {
      const config = configFrom(service.environment ?? {});
      const hosts = [config.eventStore, config.readStore].map(
        (url) => new URL(url.replace(/^esdb/, 'http')).hostname,
      );
      for (const host of hosts) {
        expect(compose.services[host]?.healthcheck).toBeDefined();
        expect(service.depends_on?.[host]).toEqual({ condition: 'service_healthy' });
      }
    },
  );

  it('gives every process the same data folder, where the key of repeated requests is', () => {
    expect(new Set(ours.map(([, { volumes }]) => volumes?.join()))).toEqual(new Set(['dossier:/data']));
    expect(textOf('Dockerfile')).toContain('DOSSIER_DATA=/data');
  });

  it.each(ours)('waits for %s to stop by itself', (_, { environment = {}, stop_grace_period = '10s' }) => {
    const [, seconds] = /^(\d+)s$/.exec(stop_grace_period) ?? [];
    expect(Number(seconds)).toBeGreaterThan(configFrom(environment).drainSeconds + CLOSING / 1_000);
  });

  it.each(ours)('lets %s listen beyond its container, which takes tokens', (_, { environment = {} }) => {
    const host = /DOSSIER_HOST=(\S+)/.exec(textOf('Dockerfile'))?.[1] ?? '';
    expect(() => {
      refuseOpenNetwork(host, configFrom({}).access);
    }).toThrow(/^DOSSIER_HOST 0\.0\.0\.0 is reached by others/);
    refuseOpenNetwork(host, configFrom(environment).access);
  });

  it('opens ports on this machine only', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:3000$/);
  });

  it('names a version of every image, and every volume that is used', () => {
    for (const [, { image }] of services) expect(image).toMatch(/:[\d.]+[\w.-]*$/);
    const named = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect(named.filter((name) => name !== undefined && !(name in compose.volumes))).toEqual([]);
  });
});

describe('the Dockerfile', () => {
  it('copies what the image needs, and nothing that is not there', () => {
    const copied = [...textOf('Dockerfile').matchAll(/^COPY --from=build .* \/app\/(\S+) /gm)].map(
      ([, path = '']) => path,
    );
    expect(copied).toEqual(expect.arrayContaining(['package.json', 'node_modules', 'dist', 'mappings']));
    const built = ['node_modules', 'dist'];
    expect(copied.filter((path) => !built.includes(path) && !existsSync(join(root, path)))).toEqual([]);
  });

  it('runs as nobody special, on the Node that package.json asks for', () => {
    const text = textOf('Dockerfile');
    expect(text).toMatch(/^USER node$/m);
    const { engines } = JSON.parse(textOf('package.json')) as { readonly engines: { readonly node: string } };
    const [, wanted] = /(\d+)/.exec(engines.node) ?? [];
    expect([...text.matchAll(/^FROM node:(\d+)/gm)].map(([, version]) => version)).toEqual([wanted, wanted]);
  });
});
