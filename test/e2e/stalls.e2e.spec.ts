import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { InProcessService } from '../support/in-process.service.js';
import { until } from '../support/until.js';

const head = (...lines: readonly string[]): string => [...lines, '', ''].join('\r\n');
const post = (path: string, type: string, length: number): string =>
  head(`POST ${path} HTTP/1.1`, 'Host: x', `Content-Type: ${type}`, `Content-Length: ${length}`);
/** Answers to it are a hundred times as long, and fill every buffer on their way many times over. */
const BATCH = '{"type":"y"}\n'.repeat(20_000);
const LONG_TEST = 60_000;

describe('a connection on which nothing moves', () => {
  let service: InProcessService;
  let server: Server;
  let port: number;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    service = await InProcessService.start({ DOSSIER_STALL_SECONDS: '0.3' });
    await service.app.listen(0, '127.0.0.1');
    server = service.app.getHttpServer();
    port = Number(new URL(await service.app.getUrl()).port);
  });

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  afterAll(async () => {
    await service.stop();
  });

  const connected = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };

  const send = (socket: Socket, text: string): void => {
    const { authorization = '' } = service.authorization;
    socket.write(text.replace('Host: x', `Host: x\r\nAuthorization: ${authorization}`));
  };

  const connections = (): Promise<number> =>
    new Promise((found, failed) => {
      server.getConnections((error, count) => {
        if (error) failed(error);
        else found(count);
      });
    });

  it.each([
    ['nothing', ''],
    ['half a head', 'POST /v1/customers HTTP/1.1\r\nHost:'],
    ['half a body', `${post('/v1/customers', 'application/json', 30)}{"kind"`],
    ['half a line', `${post('/v1/commands', 'application/x-ndjson', 30)}{"type"`],
  ])(
    'is ended after %s was sent',
    async (_, text) => {
      const socket = await connected();
      socket.resume();
      if (text !== '') send(socket, text);
      await once(socket, 'close');
    },
    LONG_TEST,
  );

  it(
    'is told so where nothing was answered yet',
    async () => {
      const socket = await connected();
      let answer = '';
      socket.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
      send(socket, `${post('/v1/customers', 'application/json', 30)}{"kind"`);
      await once(socket, 'close');
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(answer).toMatch(/"code":"request-timeout".*"requestId":/);
    },
    LONG_TEST,
  );

  it(
    'is ended, too, when a body comes byte by byte',
    async () => {
      const socket = await connected();
      socket.resume();
      send(socket, post('/v1/customers', 'application/json', 1_000_000));
      const trickle = setInterval(() => socket.write(' '), 50);
      await once(socket, 'close');
      clearInterval(trickle);
    },
    LONG_TEST,
  );

  it(
    'is ended, and told so, when a head comes byte by byte',
    async () => {
      const socket = await connected();
      let answer = '';
      socket.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
      socket.write('GET /health/live HTTP/1.1\r\nX: ');
      const trickle = setInterval(() => socket.write('x'), 50);
      await once(socket, 'close');
      clearInterval(trickle);
      expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request-timeout"/);
    },
    LONG_TEST,
  );

  it(
    'is ended when answers are read no further',
    async () => {
      const socket = await connected();
      send(socket, post('/v1/commands', 'application/x-ndjson', BATCH.length) + BATCH);
      await once(socket, 'readable');
      expect(await connections()).toBe(1);
      await until('the connection is gone', async () => (await connections()) === 0);
    },
    LONG_TEST,
  );
});
