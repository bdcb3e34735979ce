import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Catalog } from './catalog.js';
import { insert, replaceStored } from './document-tree.js';
import { openEnvironment } from './lmdb-environment.js';
import { isNewer } from './stored-document.js';
import { documentsIn } from './write-packet.js';
import { type NumberedPacket, type PacketAnswer, type ToThread } from './write-thread.js';

/**
 * The thread that writes packets of documents, the oldest first. What is flushed at once by a projection that catches up is
 * one packet and one transaction, so that its documents share pages of the store. Others join only as long as they have no
 * more documents together than this: the more pages a transaction has changed, the slower it becomes.
 */
const FEW = 10_000;

if (parentPort === null) throw new Error('this is a thread, for WriteThread to start');
const port = parentPort;
const environment = await openEnvironment((workerData as { folder: string }).folder);
const catalog = new Catalog(environment);

/** False: the collection is indexed otherwise meanwhile, and nothing of the packet was written. */
function write(packet: NumberedPacket): boolean {
  const entry = catalog.find(packet.collection);
  if (entry?.version !== packet.version) return false;
  for (const { key, document } of documentsIn(packet)) {
    if (insert(entry, key, document)) continue;
    const stored = entry.documents.getBinaryFast(key);
    if (stored !== undefined && isNewer(document, stored)) {
      replaceStored(entry, key, document, stored);
    }
  }
  return true;
}

let waiting: NumberedPacket[] = [];
let closing = false;

function receive(message: ToThread): void {
  if (message === 'close') closing = true;
  else waiting.push(message);
}

/** The packets of the next transaction: the oldest, and small ones, which so wait for no other that is large. */
function next(): NumberedPacket[] {
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: ToThread } | undefined;
    if (received === undefined) break;
    receive(received.message);
  }
  const [oldest, ...others] = waiting;
  const taken = oldest ? [oldest] : [];
  waiting = [];
  let room = FEW;
  for (const packet of others) {
    const isNextOfItsCollection = waiting.every(({ collection }) => collection !== packet.collection);
    if (isNextOfItsCollection && packet.count <= room) {
      room -= packet.count;
      taken.push(packet);
    } else waiting.push(packet);
  }
  return taken;
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
