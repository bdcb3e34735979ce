import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Controller, Get, Module, SetMetadata } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';
import { type EventStore } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { configFrom } from '../../apps/composition.js';
import { createHttpApp, SCOPE, type Scope, scopes } from '../../libs/platform/index.js';
import { type Operation, operationsOf } from '../../libs/platform/http/openapi.operations.js';
import { PlatformModule } from '../../libs/platform/platform.module.js';
import { HttpClient } from '../support/http.client.js';
import { InProcessService } from '../support/in-process.service.js';

const LONG_TEST = 120_000;

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly scope: Scope | undefined;
  readonly operation: Operation;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('access over HTTP', () => {
  let service: InProcessService;
  let client: HttpClient;
  let anonymous: HttpClient;
  let document: OpenAPIObject;
  const byScope = new Map<Scope, string>();
  /** With `pii:read` besides, which some operations ask for too. */
  const sufficient = new Map<Scope, string>();
  let whole = '';

  beforeAll(async () => {
    service = await InProcessService.start();
    client = await service.listen();
    anonymous = new HttpClient(client.address);
    document = JSON.parse((await client.get('/docs-json')).text) as OpenAPIObject;
    for (const scope of scopes) {
      byScope.set(scope, (await service.as('anna', 'web-shop', [scope])).authorization ?? '');
      const both = await service.as('anna', 'web-shop', [scope, 'pii:read']);
      sufficient.set(scope, both.authorization ?? '');
    }
    whole = service.authorization.authorization ?? '';
  }, LONG_TEST);

  afterAll(() => service.stop());

  const routes = (): readonly Route[] =>
    operationsOf(document).map(({ method, path, operation }) => {
      const { 'x-scope': scope } = operation as { 'x-scope'?: Scope };
      return { name: operation.operationId ?? '', method, path, scope, operation };
    });

  /** The status and code that a route answers without anything but a token. */
  const answerTo = async ({ method, path }: Route, authorization: string) => {
    const url = path.replaceAll(/\{\w+\}/g, NOBODY);
    const headers = { authorization, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) };
    const answer = await client.send(method, url, headers, method === 'GET' ? undefined : '{}');
    const [, code] = /"code":"([\w-]+)"/.exec(answer.text) ?? [];
    return { status: answer.status, code, headers: answer.headers };
  };

  it(
    'is refused by every operation without a token, and with each scope but its own',
    async () => {
      const guarded = routes().filter(({ scope }) => scope !== undefined);
      expect(guarded.length).toBeGreaterThan(60);
      for (const route of guarded) {
        const without = await anonymous.send(route.method, route.path.replaceAll(/\{\w+\}/g, NOBODY), {});
        expect([route.name, without.status]).toEqual([route.name, 401]);
        for (const [scope, token] of byScope) {
          if (scope === route.scope) {
            const { status } = await answerTo(route, sufficient.get(scope) ?? '');
            expect([route.name, [401, 403].includes(status)]).toEqual([route.name, false]);
          } else {
            const { status, code, headers } = await answerTo(route, token);
            expect([route.name, status, code]).toEqual([route.name, 403, 'scope-missing']);
            expect(headers.get('www-authenticate')).toContain(`scope="${route.scope ?? ''}"`);
          }
        }
      }
    },
    LONG_TEST,
  );

  it('documents for each operation its scope and how it refuses callers', () => {
    for (const { name, scope, operation } of routes()) {
      if (scope === undefined) {
        expect([name, operation.security]).toEqual([name, []]);
        continue;
      }
      expect([name, operation.security]).toEqual([name, [{ token: [] }]]);
      expect(operation.description).toContain(`\`${scope}\``);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('is open for health and documentation alone', async () => {
    const open = routes().filter(({ scope }) => scope === undefined);
    expect(open.map(({ path }) => path)).toEqual(['/health/live', '/health/ready']);
    for (const path of ['/health/live', '/docs', '/docs-json'])
      expect([path, (await anonymous.get(path)).status]).toEqual([path, 200]);
    for (const path of ['/metrics', '/v1/customers', '/v1/commands'])
      expect([path, (await anonymous.get(path)).status]).toEqual([path, path === '/v1/commands' ? 405 : 401]);
  });

  it('challenges whoever has no token, or one that is not accepted', async () => {
    const missing = await anonymous.get('/v1/customers');
    expect(missing.json()).toMatchObject({ status: 401, code: 'token-missing' });
    expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="dossier"');
    for (const [authorization, code] of [
      ['Basic YTpi', 'token-malformed'],
      ['Bearer', 'token-malformed'],
      ['Bearer x', 'token-malformed'],
      [`${whole}x`, 'token-signature-invalid'],
    ] as const) {
      const answer = await client.get('/v1/customers', { authorization });
      expect(answer.json()).toMatchObject({ status: 401, code, requestId: expect.any(String) });
      expect(answer.headers.get('www-authenticate')).toMatch(
        /^Bearer realm="dossier", error="invalid_token"/,
      );
    }
  });

  it('takes no token from anywhere but one header', async () => {
    const token = whole.replace('Bearer ', '');
    for (const name of ['access_token', 'token', 'authorization']) {
      const answer = await anonymous.get(`/v1/customers?${name}=${token}`);
      expect(answer.json()).toMatchObject({ status: 401, code: 'token-missing' });
    }
    const cookie = await anonymous.get('/v1/customers', { cookie: `access_token=${token}` });
    expect(cookie.json()).toMatchObject({ code: 'token-missing' });
    const { hostname, port } = new URL(client.address);
    const socket = connect(Number(port), hostname);
    const twice = [`Authorization: ${whole}`, 'Authorization: Bearer x'];
    socket.end(['GET /v1/customers HTTP/1.1', 'Host: x', ...twice, 'Connection: close', '', ''].join('\r\n'));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 401 [^]*"code":"token-malformed"/);
  });

  it('refuses before a body is read', async () => {
    const answer = await client.post('/v1/customers', '{"kind', { authorization: 'Bearer x' });
    expect(answer.status).toBe(401);
  });

  it('makes the token’s subject and client the actor of what is recorded, as verified', async () => {
    const { id } = await client.accepted(
      '/v1/customers',
      { kind: 'person', name: 'Ada' },
      { authorization: byScope.get('crm:command') ?? '', 'dossier-actor': 'eve@elsewhere' },
    );
    const [event] = await service.app
      .get<EventStore>(EVENT_STORE, { strict: false })
      .readStream(`customer-${id}`);
    expect(event?.metadata.actor).toEqual({ id: 'anna', service: 'web-shop', verified: true });
  });

  it('tells repetitions of one service from another’s', async () => {
    const body = { kind: 'person', name: 'Bob' };
    const send = async (subject: string, serviceName: string) =>
      client.accepted('/v1/customers', body, {
        ...(await service.as(subject, serviceName)),
        'idempotency-key': 'bob-1',
      });
    const first = await send('anna', 'web-shop');
    expect(await send('ben', 'web-shop')).toMatchObject({ id: first.id, outcome: 'repeated' });
    expect((await send('anna', 'help-desk')).id).not.toBe(first.id);
  });
});

describe('/metrics', () => {
  it('is open where the setting says so', async () => {
    const service = await InProcessService.start({ DOSSIER_METRICS_OPEN: 'true' });
    const { address } = await service.listen();
    expect((await new HttpClient(address).get('/metrics')).status).toBe(200);
    await service.stop();
  });
});

describe('a route that declares no scope', () => {
  const start = async (scope: Scope | undefined): Promise<void> => {
    const declared = scope === undefined ? () => undefined : SetMetadata(SCOPE, scope);
    @Controller('v1/forgotten')
    class ForgottenController {
      @Get('things')
      things(): object {
        return {};
      }
    }
    declared(ForgottenController);
    @Module({})
    class App {}
    const app = await createHttpApp({
      module: App,
      imports: [
        PlatformModule.forRoot(configFrom({ DOSSIER_DATA: temporaryFolder() }), [], () => new Date()),
      ],
      controllers: [ForgottenController],
    });
    await app.close();
  };

  it('keeps the app from starting', async () => {
    await expect(start(undefined)).rejects.toThrow('GET /v1/forgotten/things declares no scope');
    await expect(start('crm:read')).resolves.toBeUndefined();
  });
});

describe('a service that sends too many requests', () => {
  it('is answered 429 until it may go on, and others are not', async () => {
    const service = await InProcessService.start({ DOSSIER_REQUESTS_PER_MINUTE: '5' });
    const shop = await service.as('anna', 'web-shop');
    for (let sent = 0; sent < 5; sent += 1)
      expect((await service.get('/v1/customers', shop)).status).toBe(200);
    const refused = await service.get('/v1/customers', await service.as('ben', 'web-shop'));
    expect(refused.json()).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await service.get('/v1/customers')).status).toBe(200);
    expect((await service.get('/health/live', shop)).status).toBe(200);
    await service.stop();
  });

  it('is counted by its address where it has no token that is accepted', async () => {
    const service = await InProcessService.start({ DOSSIER_REQUESTS_PER_MINUTE: '5' });
    const statuses: number[] = [];
    for (let sent = 0; sent < 6; sent += 1)
      statuses.push((await service.get('/v1/customers', { authorization: `Bearer ${sent}` })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    await service.stop();
  });
});

describe('every answer', () => {
  it('has the headers that keep a browser from doing more with it', async () => {
    const service = await InProcessService.start();
    for (const path of ['/docs', '/v1/customers', '/nowhere']) {
      const { headers } = await service.get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'content-security-policy': expect.stringMatching(/^default-src 'none';script-src 'self';/),
      });
    }
    await service.stop();
  });

  it('leaves the documentation what it loads: scripts of its own, none in the page', async () => {
    const service = await InProcessService.start();
    const { text } = await service.get('/docs');
    const scripts = [...text.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes = '', content = ''] of scripts) {
      const [, source = ''] = /src="\.?\/?([^"]+)"/.exec(attributes) ?? [];
      expect([content.trim(), source.includes('//')]).toEqual(['', false]);
      expect((await service.get(`/${source.replace(/^\.?\//, '')}`)).status).toBe(200);
    }
    expect(text).not.toMatch(/ on\w+="/);
    await service.stop();
  });
});
