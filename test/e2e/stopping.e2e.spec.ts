import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { onLine } from '../support/spawn-ts.js';
import { ServiceProcess } from '../support/service.process.js';
import { until } from '../support/until.js';

const LONG_TEST = 120_000;
const BODY = '{"kind":"person","name":"Ada"}';

/** The beginning of a request whose last bytes are still to come. */
const HALF = [
  'POST /v1/customers HTTP/1.1',
  'Host: x',
  'Content-Type: application/json',
  `Content-Length: ${BODY.length}`,
  '',
  BODY.slice(0, 10),
].join('\r\n');

/** A batch whose answers fill every buffer on their way, many times over. */
const batch = (): string => {
  const lines = '{"type":"y"}\n'.repeat(20_000);
  return [
    'POST /v1/commands HTTP/1.1',
    'Host: x',
    'Content-Type: application/x-ndjson',
    `Content-Length: ${lines.length}`,
    '',
    lines,
  ].join('\r\n');
};

describe('a process that is told to stop', () => {
  let service: ServiceProcess;
  const sockets: Socket[] = [];

  const serve = async (drainSeconds: number): Promise<void> => {
    service = await ServiceProcess.start('standalone', temporaryFolder(), {
      DOSSIER_DRAIN_SECONDS: `${drainSeconds}`,
    });
  };

  const connected = async (): Promise<Socket> => {
    const { hostname, port } = new URL(service.address);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };

  const withToken = (text: string): string => {
    const { authorization = '' } = service.authorization;
    return text.replace('Host: x', `Host: x\r\nAuthorization: ${authorization}`);
  };

  const sent = async (text: string): Promise<Socket> => {
    const socket = await connected();
    await new Promise((written) => socket.write(withToken(text), written));
    // The service answers others: it has come by what was sent before.
    expect((await service.get('/health/live')).status).toBe(200);
    return socket;
  };

  const refuses = async (): Promise<boolean> => {
    try {
      await service.get('/health/live', { connection: 'close' });
      return false;
    } catch {
      return true;
    }
  };

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await service.kill();
  });

  it(
    'ends although a request was sent in part',
    async () => {
      await serve(0.2);
      await sent(HALF);
      expect(await service.stop()).toEqual({ code: 0, signal: null });
    },
    LONG_TEST,
  );

  it(
    'ends although a stream of answers is read no further',
    async () => {
      await serve(0.2);
      const socket = await connected();
      const answering = once(socket, 'readable');
      socket.write(withToken(batch()));
      await answering;
      expect(await service.stop()).toEqual({ code: 0, signal: null });
    },
    LONG_TEST,
  );

  it(
    'accepts nothing more, and finishes what is under way',
    async () => {
      await serve(3_600);
      const socket = await sent(HALF);
      service.signal('SIGTERM');
      await until('the service accepts nothing more', refuses);
      let answer = '';
      socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
      socket.write(BODY.slice(10));
      await once(socket, 'close');
      expect(answer).toMatch(/^HTTP\/1\.1 201 /);
      expect(await service.ended()).toEqual({ code: 0, signal: null });
    },
    LONG_TEST,
  );

  it(
    'ends at once when it is told again',
    async () => {
      await serve(3_600);
      await sent(HALF);
      service.signal('SIGTERM');
      await until('the service accepts nothing more', refuses);
      service.signal('SIGTERM');
      expect(await service.ended()).toEqual({ code: 143, signal: null });
    },
    LONG_TEST,
  );
});

describe('npm start', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  it(
    'hands a signal on to the service',
    async () => {
      const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
      const program = join(folder, 'dist/apps/cli');
      mkdirSync(program, { recursive: true });
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: scripts.start } }));
      writeFileSync(
        join(program, 'main.js'),
        'console.log(`pid ${process.pid}`); setInterval(() => {}, 1000);',
      );
      const npm = spawn('npm', ['start'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
      const pid = await new Promise<number>((found) => {
        onLine(npm, (line) => {
          const [, digits] = /^pid (\d+)$/.exec(line) ?? [];
          if (digits) found(Number(digits));
        });
      });
      npm.kill('SIGTERM');
      await until('the service has ended', () => !isRunning(pid));
    },
    LONG_TEST,
  );
});

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
