import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Catalog } from './catalog.js';
import { insert, replaceStored } from './document-tree.js';
import { openEnvironment } from './lmdb-environment.js';
import { isNewer } from './stored-document.js';
import { documentsIn } from './write-packet.js';
import { type NumberedPacket, type PacketAnswer, type ToThread } from './write-thread.js';

/**
 * The thread that writes packets of documents, in the order they came. Those that wait share a transaction, so that a
 * page of the store that several of them change is written once, as long as they have no more documents together than
 * this: the more pages a transaction has changed, the slower it becomes.
 */
const FEW = 10_000;

if (parentPort === null) throw new Error('this is a thread, for WriteThread to start');
const port = parentPort;
const environment = openEnvironment((workerData as { folder: string }).folder);
const catalog = new Catalog(environment);

/** False: the collection is indexed otherwise meanwhile, and nothing of the packet was written. */
function write(packet: NumberedPacket): boolean {
  const entry = catalog.find(packet.collection);
  if (entry?.version !== packet.version) return false;
  for (const { key, document } of documentsIn(packet)) {
    if (insert(environment, entry, key, document)) continue;
    const stored = environment.documents.getBinaryFast(key);
    if (stored !== undefined && isNewer(document, stored)) {
      replaceStored(environment, entry, key, document, stored);
    }
  }
  return true;
}

const waiting: NumberedPacket[] = [];
let closing = false;

function receive(message: ToThread): void {
  if (message === 'close') closing = true;
  else waiting.push(message);
}

/** The packets of the next transaction. */
function next(): NumberedPacket[] {
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: ToThread } | undefined;
    if (received === undefined) break;
    receive(received.message);
  }
  let documents = 0;
  const more = waiting.findIndex(({ count }, at) => (documents += count) > FEW && at > 0);
  return waiting.splice(0, more === -1 ? waiting.length : more);
}

function writeThoseThatWait(): void {
  const packets = next();
  try {
    const answers = environment.root.transactionSync(() =>
      packets.map((packet): PacketAnswer => ({ number: packet.number, written: write(packet) })),
    );
    port.postMessage(answers);
  } catch (failure) {
    port.postMessage(packets.map(({ number }): PacketAnswer => ({ number, failure })));
  }
}

port.on('message', (message: ToThread) => {
  receive(message);
  while (waiting.length > 0) writeThoseThatWait();
  if (!closing) return;
  void environment.root.close().then(() => {
    port.close();
  });
});
