import { beforeAll, describe, expect, it } from '@jest/globals';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { HttpClient } from '../support/http.client.js';
import { exitOf, onLine, spawnTs, type TsProcess } from '../support/spawn-ts.js';
import { authorizationFor } from '../support/tokens.js';

const LONG_TEST = 120_000;
const MAIN = new URL('../../apps/standalone/main.ts', import.meta.url);

/** Whatever is sent holds this. */
const MARK = 'zyxwv';
const name = `Ada ${MARK}-name`;
const email = `${MARK}-mail@example.org`;

interface Line {
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly route?: string;
  readonly status?: number;
  readonly code?: string;
  readonly client?: string;
}

describe('what a service writes while it takes names, addresses and tokens', () => {
  let output: string;
  let token: string;
  let stderr: string;
  let stdout: string[];

  const talk = async (client: HttpClient): Promise<void> => {
    const person = { kind: 'person', name, contactPoints: [{ kind: 'e-mail', value: email }] };
    const trace = { 'correlation-id': 'move-7', 'request-id': 'request-7', 'idempotency-key': MARK };
    const { id, position } = await client.accepted('/v1/customers', person, trace);
    await client.getAfter(position, `/v1/customers/${id}`);
    await client.getAfter(position, `/v1/customers?name=${MARK}`);
    await client.get(`/v1/customers?email=${email}&nonsense=${MARK}`);
    await client.get(`/v1/audit/customers/${id}/history`);
    await client.get(`/v1/customers/${MARK}`);
    await client.get(`/${MARK}?name=${MARK}`);
    await client.get(`/v1/customers/%E0%A4${MARK}`);
    await client.post('/v1/customers', `{"name": "${name}`);
    await client.post('/v1/customers', { ...person, [MARK]: name });
    await client.post('/v1/customers', { ...person, contactPoints: [{ kind: 'e-mail', value: MARK }] });
    await client.post(`/v1/customers/${id}/details`, { region: MARK }, { 'if-match': `"${MARK}"` });
    const line = JSON.stringify({ type: 'RegisterCustomer', key: MARK, data: { kind: MARK, name } });
    await client.post('/v1/commands', `${line}\n{"${MARK}\n`, { 'content-type': 'application/x-ndjson' });
    for (const authorization of [`Bearer ${MARK}`, `Basic ${MARK}`, `Bearer a.${MARK}.c`])
      await client.get('/v1/customers', { authorization });
  };

  beforeAll(async () => {
    const folder = temporaryFolder();
    const path = join(temporaryFolder(), 'stderr');
    const file = openSync(path, 'a');
    const { PATH } = process.env;
    const env = { PATH, DOSSIER_DATA: folder, DOSSIER_PORT: '0' };
    const child: TsProcess = spawnTs(MAIN, [], { env, stderr: file });
    stdout = [];
    const address = await new Promise<string>((listening) => {
      onLine(child, (line) => {
        stdout.push(line);
        listening(/http:\S+/.exec(line)?.[0] ?? '');
      });
    });
    const authorization = await authorizationFor(folder, { subject: `${MARK}-anna`, client: 'web-shop' });
    await talk(new HttpClient(address, authorization));
    child.kill('SIGTERM');
    await exitOf(child);
    closeSync(file);
    stderr = readFileSync(path, 'utf8');
    output = [...stdout, stderr].join('\n');
    token = authorization.authorization?.replace('Bearer ', '') ?? '';
  }, LONG_TEST);

  const lines = (): Line[] =>
    stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);

  it('holds none of them, and no stack', () => {
    expect(output).not.toContain(MARK);
    for (const part of token.split('.')) expect(output).not.toContain(part);
    expect(output).not.toMatch(/^\s+at |\\n\s+at /m);
  });

  it('is one line on standard output, and lines of JSON beside it', () => {
    expect(stdout).toEqual([expect.stringMatching(/^standalone listens on http/)]);
    expect(lines().length).toBeGreaterThanOrEqual(15);
  });

  it('names with each request its id, what it belongs to, and how it was answered', () => {
    for (const line of lines())
      expect(line).toMatchObject({ requestId: expect.any(String), correlationId: expect.any(String) });
    expect(lines()).toContainEqual(
      expect.objectContaining({
        requestId: 'request-7',
        correlationId: 'move-7',
        method: 'POST',
        route: '/v1/customers',
        status: 201,
        client: 'web-shop',
      }),
    );
    const codes = lines().map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(['invalid-request', 'malformed-request', 'token-malformed', 'no-such-resource']),
    );
  });
});
