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
 * without an error. What is cancelled is written down in memory that is shared.
 */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const cancelled = new Int32Array(workerData.cancelled);
parentPort.on('message', (message) => {
  if (message === 'close') parentPort.close();
  else if ('cancel' in message) {
    Atomics.add(cancelled, 0, 1);
    parentPort.postMessage({ number: message.cancel, failure: new Error('cancelled') });
  } else {
    const [what] = message.ask.stages;
    if (what === 'die') throw new Error('out of memory');
    if (what === 'exit') process.exit(1);
    if (what === 'answer') parentPort.postMessage({ number: message.number, position: '7', report: message.ask });
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
    expect(await ask('answer')).toMatchObject({ report: { stages: ['answer'] }, position: '7' });
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
