import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { ReadModels } from '../../event-sourcing/core.js';
import { openReadStore } from '../../event-sourcing/open-stores.js';
import { projectionsIn } from '../projections.js';
import { timeZoneNamed, utc } from '../../platform/time-zone.js';
import { ReportDesk } from './report-desk.js';
import { type ReportThreadData, type ToReportThread } from './report-messages.js';

if (parentPort === null) throw new Error('this is a thread, for ReportThread to start');
const port = parentPort;

// Requests come first. On Linux this is about the calling thread and those that it starts, elsewhere about all.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

// What ReportThread passed on.
const { readStore, timeZone } = workerData as ReportThreadData;
const store = await openReadStore(readStore, true);
const desk = new ReportDesk(new ReadModels(store), projectionsIn(timeZoneNamed(timeZone) ?? utc));

port.on('message', (message: ToReportThread) => {
  if (message === 'close')
    void desk
      .stop()
      .then(() => store.close())
      .then(() => {
        port.close();
      });
  else if ('cancel' in message) desk.cancel(message.cancel);
  else if ('more' in message) {
    const part = desk.more(message.more, message.list);
    // Whoever asked for it before it was forgotten doesn't wait any more.
    if (part) port.postMessage(part);
  }
  // What fails for now is tried again with the next report.
  else if ('ready' in message) void desk.makeReady(message.ready).catch(() => undefined);
  else
    void desk.answer(message).then((answer) => {
      port.postMessage(answer);
    });
});
