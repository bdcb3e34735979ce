import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { Impediments } from '../../libs/event-sourcing/core.js';
import { beginningWith, type DossierConfig, newLog } from '../../libs/platform/index.js';
import { ProjectorModule } from '../projector/projector.module.js';
import { type ProjectorMessage } from './projector.thread.js';

if (parentPort === null) throw new Error('this is a thread, for ProjectorThread to start');
const port = parentPort;

// Requests come first. On Linux this is about the calling thread and those that it starts, elsewhere about all.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const config = workerData as DossierConfig;
const projector = await NestFactory.createApplicationContext(
  ProjectorModule.forRoot(config),
  beginningWith(newLog(config.logLevel)),
);
projector.flushLogs();
const impediments = projector.get(Impediments, { strict: false });
const send = (message: ProjectorMessage): void => {
  port.postMessage(message);
};
impediments.onChange((component, reason) => {
  send({ component, reason });
});
const asked = once(port, 'message');
for (const impediment of impediments.list()) send(impediment);
send('started');
await asked;
await projector.close();
