import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../event-sourcing/testing.js';
import { loadConfig } from '../../platform/index.js';
import { analyticsContext } from '../analytics.module.js';
import { ReportThread } from './report-thread.js';

/**
 * Answers a question by its first stage: `answer` at once, `hold` when it is cancelled, `die` by ending the thread, `exit`
 * without an error, `read` with a list of three parts; of `broken` the second never comes, because the thread ends. What is
 * cancelled is written down in memory that is shared.
 */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const cancelled = new Int32Array(workerData.cancelled);
const lists = new Map();
parentPort.on('message', (message) => {
  if (message === 'close') parentPort.close();
  else if ('cancel' in message) {
    Atomics.add(cancelled, 0, 1);
    if (lists.delete(message.cancel)) return;
    parentPort.postMessage({ number: message.cancel, failure: new Error('cancelled') });
  } else if ('more' in message) {
    const { more: number, list } = message;
    const { what, sent } = lists.get(number);
    if (what === 'broken' && sent === 1) process.exit(1);
    lists.set(number, { what, sent: sent + 1 });
    parentPort.postMessage({ number, list, part: { items: [sent], more: sent < 2 } });
  } else {
    const [what] = message.ask.stages;
    if (what === 'die') throw new Error('out of memory');
    if (what === 'exit') process.exit(1);
    const answer = { number: message.number, position: '7', report: message.ask, lists: [] };
    if (what === 'answer') parentPort.postMessage(answer);
    if (what !== 'read' && what !== 'broken') return;
    lists.set(message.number, { what, sent: 0 });
    parentPort.postMessage({ ...answer, report: { groups: [] }, lists: ['groups'] });
  }
});`;

class ScriptedThread extends ReportThread {
  readonly cancelled = new Int32Array(new SharedArrayBuffer(4));
  readonly started: Worker[] = [];

  protected override begin(): Worker {
    const workerData = { cancelled: this.cancelled.buffer };
    const worker = new Worker(THREAD, { eval: true, workerData });
    this.started.push(worker);
    return worker;
  }
}

let thread: ScriptedThread;

beforeEach(() => {
  // Its thread's death is said in the log.
  Logger.overrideLogger(false);
  const environment = { DOSSIER_DATA: temporaryFolder(), DOSSIER_REQUEST_KEY: 'k'.repeat(32) };
  thread = new ScriptedThread(loadConfig(environment, analyticsContext.settings ?? []));
});

afterEach(() => thread.onApplicationShutdown());

const ask = (what: string, gone?: AbortSignal) => {
  const caller = gone === undefined ? undefined : { gone, seesPersonalData: true };
  return thread.ask(
    'pipeline',
    { groupBy: 'stage', stages: [what], filters: {} },
    { asOf: '2024-06-30' },
    caller,
  );
};

/** Settled questions must not be unhandled; what they come to is looked at where it matters. */
const held = (count: number): Promise<unknown>[] =>
  Array.from({ length: count }, () => ask('hold').catch((error: unknown) => error));

const interrupted = expect.objectContaining({ code: 'report-interrupted' });

describe('the thread of reports', () => {
  it('answers with the position that the report stands for', async () => {
    expect(await ask('answer')).toMatchObject({ report: { head: { stages: ['answer'] } }, position: '7' });
    expect(thread.started).toHaveLength(1);
  });

  it('lets 64 wait beside the four under way, and refuses more', async () => {
    const all = held(4 + 64);
    await expect(ask('answer')).rejects.toMatchObject({ code: 'reports-busy' });
    await thread.onApplicationShutdown();
    expect(await Promise.all(all)).toEqual(Array.from({ length: 68 }, () => interrupted));
  });

  it('drops a report that waits when its caller has gone, and makes room', async () => {
    const all = held(4 + 63);
    const [caller, gone] = [new AbortController(), new Error('gone')];
    const last = ask('answer', caller.signal);
    await expect(ask('answer')).rejects.toMatchObject({ code: 'reports-busy' });
    caller.abort(gone);
    await expect(last).rejects.toBe(gone);
    all.push(...held(1));
    expect(Atomics.load(thread.cancelled, 0)).toBe(0);
    await thread.onApplicationShutdown();
    expect(await Promise.all(all)).toHaveLength(68);
  });

  it('ends a report under way when its caller has gone, and goes on to the next', async () => {
    const callers = Array.from({ length: 4 }, () => new AbortController());
    const all = callers.map(({ signal }) => ask('hold', signal).catch((error: unknown) => error));
    const next = ask('answer');
    const gone = new Error('gone');
    callers[2]?.abort(gone);
    expect(await all[2]).toBe(gone);
    expect(await next).toMatchObject({ position: '7' });
    expect(Atomics.load(thread.cancelled, 0)).toBe(1);
    for (const caller of callers) caller.abort(gone);
    expect(await Promise.all(all)).toEqual([gone, gone, gone, gone]);
  });

  it('asks nothing for a caller who has gone before', async () => {
    await expect(ask('answer', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(thread.started).toEqual([]);
  });

  it.each(['die', 'exit'])('is started again after a crash (%s): what waited is answered', async (what) => {
    const under = held(3);
    const fatal = ask(what).catch((error: unknown) => error);
    const waiting = [ask('answer'), ask('answer')];
    expect(await Promise.all([...under, fatal])).toEqual(Array.from({ length: 4 }, () => interrupted));
    expect(await Promise.all(waiting)).toMatchObject([{ position: '7' }, { position: '7' }]);
    expect(await ask('answer')).toMatchObject({ position: '7' });
    expect(thread.started).toHaveLength(2);
  });

  it('is started again by the next report if it died with none under way', async () => {
    await ask('answer');
    const [first] = thread.started;
    const ended = first && once(first, 'exit');
    await first?.terminate();
    await ended;
    expect(await ask('answer')).toMatchObject({ position: '7' });
    expect(thread.started).toHaveLength(2);
  });
});

describe('the long lists of a report', () => {
  const read = async (what: string, gone?: AbortSignal) => (await ask(what, gone)).report;
  /** Its list, of which the first part has been read. */
  const begun = async (what: string, gone?: AbortSignal) => {
    const { lists } = await read(what, gone);
    const parts = lists.get('groups')?.[Symbol.asyncIterator]();
    if (!parts) throw new Error('there is no list');
    expect(await parts.next()).toEqual({ done: false, value: [0] });
    return parts;
  };

  it('come part by part', async () => {
    expect(await (await read('read')).whole()).toEqual({ groups: [0, 1, 2] });
    const parts = await begun('read');
    expect(await ask('answer')).toMatchObject({ position: '7' });
    expect(await parts.next()).toEqual({ done: false, value: [1] });
    expect(await parts.next()).toEqual({ done: false, value: [2] });
    expect(await parts.next()).toMatchObject({ done: true });
    expect(Atomics.load(thread.cancelled, 0)).toBe(0);
  });

  it('are forgotten by the thread when their caller has gone, read in part or not at all', async () => {
    for (const reading of [begun, read]) {
      const before = Atomics.load(thread.cancelled, 0);
      const caller = new AbortController();
      const begunOrNot = await reading('read', caller.signal);
      caller.abort(new Error('gone'));
      if ('next' in begunOrNot) await expect(begunOrNot.next()).rejects.toEqual(interrupted);
      else await expect(begunOrNot.whole()).rejects.toEqual(interrupted);
      await ask('answer');
      expect(Atomics.load(thread.cancelled, 0)).toBe(before + 1);
    }
  });

  it('end for a caller who goes while a part is on its way', async () => {
    const [caller, gone] = [new AbortController(), new Error('gone')];
    const parts = await begun('read', caller.signal);
    const next = parts.next();
    caller.abort(gone);
    await expect(next).rejects.toBe(gone);
    await expect(ask('answer')).resolves.toMatchObject({ position: '7' });
  });

  it('have nothing cancelled when they have been read to their end', async () => {
    const caller = new AbortController();
    await (await read('read', caller.signal)).whole();
    caller.abort(new Error('gone'));
    await ask('answer');
    expect(Atomics.load(thread.cancelled, 0)).toBe(0);
  });

  it('end with an error when the thread dies, whether or not a part is waited for', async () => {
    const [waits, doesNot] = [await begun('broken'), await begun('read')];
    await expect(waits.next()).rejects.toEqual(interrupted);
    await expect(doesNot.next()).rejects.toEqual(interrupted);
    expect(await (await read('read')).whole()).toEqual({ groups: [0, 1, 2] });
    expect(thread.started).toHaveLength(2);
  });

  it('end with an error when the service stops', async () => {
    const [waits, doesNot] = [await begun('read'), await begun('read')];
    const next = waits.next().catch((error: unknown) => error);
    await thread.onApplicationShutdown();
    expect(await next).toEqual(interrupted);
    await expect(doesNot.next()).rejects.toEqual(interrupted);
  });

  it('are those of 16 answers at once: other reports wait until one is read, or its caller has gone', async () => {
    const caller = new AbortController();
    const first = await begun('read', caller.signal);
    const others = await Promise.all(Array.from({ length: 15 }, () => read('read')));
    const answered: string[] = [];
    const waiting = ['one', 'two'].map((name) =>
      ask('answer').then(() => {
        answered.push(name);
      }),
    );
    await first.next();
    expect(answered).toEqual([]);
    caller.abort(new Error('gone'));
    await Promise.all(waiting);
    await begun('read');
    const more = ask('answer');
    await others[0]?.whole();
    expect(await more).toMatchObject({ position: '7' });
  });
});
