import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ReadModels } from '../../event-sourcing/core.js';
import { eventually } from '../../event-sourcing/testing.js';
import { ordersContext } from '../../orders/orders.module.js';
import { Reporting } from '../reporting.js';
import { reports } from '../reports.js';
import { type RunningService, startService, TODAY } from '../testing/running-service.js';
import { BaseReports } from './base-reports.js';
import { ReportDesk } from './report-desk.js';
import { type ReportThreadData, type ToReportThread } from './report-messages.js';
import { ReportThread } from './report-thread.js';

/** Days from the first order to today, each of them a group: tens of megabytes, which no buffer on the way holds. */
const LONG = 'purchases?groupBy=day&emptyPeriods=true&compareTo=previous';
const FIRST_DAY = '1900-01-01';
const DAYS = (Date.parse(TODAY) - Date.parse(FIRST_DAY)) / 86_400_000 + 1;
const PARTS = Math.ceil(DAYS / 200);

/** Starts the thread as it is; shows what it is told. */
class WatchedThread extends ReportThread {
  readonly started: Worker[] = [];
  readonly told: ToReportThread[] = [];

  protected override begin(workerData: ReportThreadData): Worker {
    const worker = super.begin(workerData);
    const post = worker.postMessage.bind(worker);
    jest.spyOn(worker, 'postMessage').mockImplementation((message: ToReportThread) => {
      this.told.push(message);
      post(message);
    });
    this.started.push(worker);
    return worker;
  }

  /** How many parts were asked for. */
  get parts(): number {
    return this.told.filter((message) => typeof message === 'object' && 'more' in message).length;
  }

  get cancelled(): number[] {
    return this.told.flatMap((message) =>
      typeof message === 'object' && 'cancel' in message ? [message.cancel] : [],
    );
  }
}

let service: RunningService;
let thread: WatchedThread;
let port: number;
let stopped: Promise<void> | undefined;

const stop = () => (stopped ??= service.stop());

beforeEach(async () => {
  Logger.overrideLogger(false);
  service = await startService([customersContext, dealsContext, ordersContext], {}, [
    { provide: ReportThread, useClass: WatchedThread },
  ]);
  const found = service.part(ReportThread);
  if (!(found instanceof WatchedThread)) throw new Error('the thread is another');
  thread = found;
  const customerId = await service.send('customers', FIRST_DAY, { kind: 'person', name: 'Anna' });
  const lines = [{ product: 'pen', quantity: 1, amount: 100 }];
  for (const day of [FIRST_DAY, TODAY])
    await service.send('orders', day, { customerId, currency: 'EUR', lines });
  expect(await service.answerOf('purchases?groupBy=year')).toMatchObject({ totals: [{ orders: 2 }] });
  port = Number(new URL(await service.listen()).port);
  stopped = undefined;
  thread.told.length = 0;
});

afterEach(async () => {
  jest.restoreAllMocks();
  await stop();
});

/** Asks on a socket of its own, and stops reading once the answer has begun. */
const readingBegun = async (accept = 'application/json'): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const answering = once(socket, 'readable');
  const head = ['Host: x', 'Connection: close', `Accept: ${accept}`];
  socket.write([`GET /v1/analytics/${LONG} HTTP/1.1`, ...head, '', ''].join('\r\n'));
  await answering;
  expect(String(socket.read(15))).toBe('HTTP/1.1 200 OK');
  return socket;
};

/** What comes until the connection ends. */
const restOf = async (socket: Socket): Promise<string> => {
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  socket.resume();
  await once(socket, 'close');
  return Buffer.concat(pieces).toString();
};

/** The thread has nothing of an answer's list: it answers a later question, and says nothing to one for a part. */
const isForgotten = async (number: number): Promise<boolean> => {
  const [worker] = thread.started;
  // Whatever was on its way has come before the answer to this.
  await service.answerOf('purchases?groupBy=year');
  const said: unknown[] = [];
  worker?.on('message', (message: unknown) => said.push(message));
  worker?.postMessage({ more: number, list: 'groups' });
  await service.answerOf('purchases?groupBy=year');
  return said.length === 1;
};

describe('a long report', () => {
  it('is taken from the thread no faster than it is read, to its end', async () => {
    const socket = await readingBegun();
    expect(thread.parts).toBeLessThan(PARTS);
    const rest = await restOf(socket);
    expect(rest.match(/"key":/g)).toHaveLength(DAYS);
    expect(thread.parts).toBe(PARTS);
    expect(thread.cancelled).toEqual([]);
  });

  it.each(['application/json', 'text/csv', 'application/x-ndjson'])(
    'is forgotten by the thread when its caller hangs up in the middle of it (%s)',
    async (accept) => {
      const socket = await readingBegun(accept);
      expect(thread.cancelled).toEqual([]);
      socket.destroy();
      await eventually('it is cancelled', () => thread.cancelled.length === 1);
      expect(await isForgotten(thread.cancelled[0] ?? 0)).toBe(true);
      expect(thread.parts).toBeLessThan(PARTS);
    },
  );

  it('breaks off when the thread dies in the middle of it, and the next one is whole', async () => {
    const socket = await readingBegun();
    await thread.started[0]?.terminate();
    const rest = await restOf(socket);
    // Chunks end with an empty one.
    expect(rest.endsWith('0\r\n\r\n')).toBe(false);
    const whole = await restOf(await readingBegun());
    expect(whole.endsWith('0\r\n\r\n')).toBe(true);
    expect(thread.started).toHaveLength(2);
  });

  it('is read to its end when the service stops in the middle of it', async () => {
    const socket = await readingBegun();
    const stopping = stop();
    const rest = await restOf(socket);
    expect(rest.endsWith('0\r\n\r\n')).toBe(true);
    expect(rest.match(/"key":/g)).toHaveLength(DAYS);
    await stopping;
  });

  it('is not kept if its caller has gone when it is just made', async () => {
    const desk = new ReportDesk(service.part(ReadModels), service.part(Reporting).projections);
    const { make } = reports.purchases;
    jest.spyOn(reports.purchases, 'make').mockImplementation(async (...asked) => {
      const made = await make(...asked);
      desk.cancel(1);
      return made;
    });
    const segmenting = service.part(BaseReports).scoring('quintiles');
    const ask = { groupBy: 'day', filters: {}, emptyPeriods: true, segmenting };
    const question = { name: 'purchases', ask, asOf: TODAY } as const;
    expect(await desk.answer({ ...question, number: 1 })).toHaveProperty('failure');
    expect(desk.more(1, 'groups')).toBeUndefined();
    expect(await desk.answer({ ...question, number: 2 })).toMatchObject({ lists: ['groups'] });
    expect(desk.more(2, 'groups')).toMatchObject({ number: 2, list: 'groups', part: { more: true } });
    await desk.stop();
  });
});
