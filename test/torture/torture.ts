// Attacks on a service of one's own, in turns, for as long as there is time, each kind once at least:
// `npm run torture -- [--seconds N] [--seed N]`.
// Prints the seed; the same seed attacks in the same order with the same bytes. Ends with 1 when a promise was broken.
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Accepted, acceptedOf } from '../support/http.client.js';
import { NotServedError, ServiceProcess } from '../support/service.process.js';
import { until } from '../support/until.js';
import { clockOffBy } from './clock.js';
import { hostileBodies } from './hostile-bodies.js';
import { Randomness } from './randomness.js';

const MOST_SECONDS = 300;
/** What an operator is told to do about a store that can't be opened. */
const REMEDY = /(backup|projections reset|projections.*rebuil|DOSSIER_REBUILD_READ_MODELS)/;
const DAMAGED =
  /event-damaged|storage|damaged|cut off|no file of an embedded store|LMDB's format|pages cannot have/;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    seed: { type: 'string', default: `${Date.now() % 1e6}` },
  },
});
const seconds = Math.min(Number(values.seconds), MOST_SECONDS);
const seed = Number(values.seed);
const random = new Randomness(seed);
const deadline = performance.now() + seconds * 1_000;
console.log(`torture: seed ${seed}, ${seconds} s`);

const scratch = mkdtempSync(join(tmpdir(), 'dossier-torture-'));
process.on('exit', () => {
  rmSync(scratch, { recursive: true, force: true });
});
const temporaryFolder = (): string => mkdtempSync(join(scratch, 'data-'));

const folder = temporaryFolder();
const acknowledged = new Map<string, { readonly accepted: Accepted; readonly body: object }>();
let customers = 0;

const assert = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

const start = (on = folder): Promise<ServiceProcess> => ServiceProcess.start('standalone', on);

/** Starts a service that may refuse to: then it has ended with exit code 1, and one sentence that says what to do. */
const startOrRefusal = async (on: string, sentence: RegExp): Promise<ServiceProcess | string> => {
  const complaints = join(temporaryFolder(), 'stderr');
  const stderr = openSync(complaints, 'a');
  try {
    return await ServiceProcess.start('standalone', on, {}, { stderr });
  } catch (error) {
    assert(error instanceof NotServedError, String(error));
    const { code, signal } = (error as NotServedError).exit;
    const said = readFileSync(complaints, 'utf8').trimEnd();
    assert(code === 1 && signal === null, `it ended with ${code ?? signal}: ${said}`);
    assert(!said.includes('\n') && sentence.test(said), `it did not start, and said: ${said}`);
    return said;
  } finally {
    closeSync(stderr);
  }
};

/** Kills a service that must not have ended by itself. */
const killAlive = async (service: ServiceProcess, what: string): Promise<void> => {
  service.signal('SIGKILL');
  const { code, signal } = await service.ended();
  assert(signal === 'SIGKILL', `${what}: it had ended with ${code ?? signal}`);
};

/** Commands at once; those that are answered with 2xx are kept in mind. */
const load = async (service: ServiceProcess, count: number, remembered = true): Promise<void> => {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const key = `torture-${(customers += 1)}`;
      const body = { kind: 'person', name: `Customer ${key}` };
      const answer = await service
        .post('/v1/customers', body, { 'idempotency-key': key })
        .catch(() => undefined);
      if (remembered && answer && answer.status < 300)
        acknowledged.set(key, { accepted: acceptedOf(answer), body });
    }),
  );
};

/** Everything acknowledged is there, once. */
const assertKept = async (service: ServiceProcess): Promise<void> => {
  for (const [key, { accepted, body }] of [...acknowledged].slice(-20)) {
    const again = await service.accepted('/v1/customers', body, { 'idempotency-key': key });
    assert(again.outcome === 'repeated' && again.position === accepted.position, `${key} was lost`);
  }
};

const kill = async (): Promise<string> => {
  const service = await start();
  const loading = load(service, 60);
  await until('some commands taken', () => acknowledged.size > random.below(20));
  await service.kill();
  await loading;
  const again = await start();
  await assertKept(again);
  await again.kill();
  return `killed under load, ${acknowledged.size} acknowledged`;
};

/** A copy of the stores with changed bytes is served without them, or refused with a sentence; it never ends by a signal. */
const damage = async (): Promise<string> => {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  const store = random.of(['events', 'read-models']);
  const file = join(copy, store, 'data.mdb');
  const bytes = readFileSync(file);
  const how = random.of(['bytes', 'header', 'zeros', 'cut', 'text']);
  if (how === 'cut') truncateSync(file, random.below(bytes.length));
  else {
    if (how === 'text') bytes.fill('no store at all ');
    if (how === 'zeros') bytes.fill(0, random.below(bytes.length), bytes.length);
    if (how === 'header') bytes.writeUInt8(random.below(256), random.below(200));
    if (how === 'bytes')
      for (let left = 20; left > 0; left -= 1)
        bytes.writeUInt8(random.below(256), random.below(bytes.length));
    writeFileSync(file, bytes);
  }
  const service = await startOrRefusal(copy, new RegExp(`did not start: .*${copy}.*${REMEDY.source}`));
  if (typeof service === 'string') return `${how} of ${store}: ${service.replaceAll(scratch, '')}`;
  const ids = [...acknowledged.values()].slice(-20).map(({ accepted }) => accepted.id);
  for (const id of ids) {
    const answer = await service.get(`/v1/audit/customers/${id}/history`).catch(() => undefined);
    assert(answer !== undefined, `${how} of ${store}: the process ended while it was read (seed ${seed})`);
    if (answer?.status === 500) assert(DAMAGED.test(answer.text), `${how} of ${store}: ${answer.text}`);
  }
  await load(service, 20, false);
  await killAlive(service, `${how} of ${store}`);
  return `${how} of ${store}: served`;
};

const hostile = async (): Promise<string> => {
  const service = await start();
  const bodies = hostileBodies(random);
  for (const { name, body, type = 'application/json' } of bodies) {
    const answer = await service.send('POST', '/v1/customers', { 'content-type': type }, body);
    assert(answer.status >= 400 && answer.status < 500, `${name} was answered ${answer.status}`);
  }
  assert((await service.get('/health/live')).status === 200, 'it lives no more');
  await assertKept(service);
  await service.kill();
  return `${bodies.length} hostile bodies`;
};

const twoOfEverything = async (): Promise<string> => {
  const service = await start();
  const second = await startOrRefusal(folder, /writes to .*Stop that one first/);
  assert(typeof second === 'string', 'two services write to one folder');
  const body = { kind: 'person', name: 'Twin' };
  const key = { 'idempotency-key': `twin-${random.below(1e9)}` };
  const answers = await Promise.all([1, 2].map(() => service.accepted('/v1/customers', body, key)));
  assert(new Set(answers.map(({ position }) => position)).size === 1, 'one command took effect twice');
  await service.kill();
  return 'a second service is refused, a second request is the first one again';
};

/** A service whose clock is off by so many seconds. */
const startAt = (seconds: number): Promise<ServiceProcess> =>
  ServiceProcess.start('standalone', folder, {}, { env: { ...process.env, ...clockOffBy(seconds) } });

/** The clock goes back between two starts: who names no time is refused nothing. Times that callers name are judged by it. */
const clocks = async (): Promise<string> => {
  const off = 5 + random.below(3_600);
  const ahead = await startAt(off);
  const { id } = await ahead.accepted('/v1/customers', { kind: 'person', name: 'Clock' });
  await killAlive(ahead, 'a clock that is ahead');
  const service = await startAt(-off);
  const renamed = await service.post(`/v1/customers/${id}/owner`, { owner: 'anna' });
  assert(renamed.status < 300, `a command without a time was answered ${renamed.text}`);
  const at = (occurredAt: string) =>
    service.post('/v1/customers', { kind: 'person', name: 'Clock', occurredAt });
  assert((await at('2199-01-01T00:00:00.000Z')).status === 422, 'the future was taken');
  const { id: old } = acceptedOf(await at('1999-01-01T00:00:00.000Z'));
  const before = await service.post(`/v1/customers/${old}/owner`, {
    owner: 'anna',
    occurredAt: '1998-01-01T00:00:00.000Z',
  });
  assert(before.status === 422, 'something happened before its stream began');
  await killAlive(service, 'a clock that is behind');
  return `${2 * off} s back, and times before and after`;
};

/** Of each kind one, whatever time there is; then in turns. */
const attacks = [kill, hostile, twoOfEverything, clocks, damage, damage, damage];
const EACH_KIND = 5;
let done = 0;
try {
  for (; performance.now() < deadline || done < EACH_KIND; done += 1) {
    const attack = attacks[done % attacks.length] ?? kill;
    console.log(`${attack.name}: ${await attack()}`);
  }
  console.log(`${done} attacks, nothing broken`);
  process.exit(0);
} catch (error) {
  console.error(`BROKEN (seed ${seed}, attack ${done + 1}):`, error);
  process.exit(1);
}
