import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Catalog } from './catalog.js';
import { insert, replaceStored } from './document-tree.js';
import { openEnvironment } from './lmdb-environment.js';
import { isNewer } from './stored-document.js';
import { documentsIn } from './write-packet.js';
import { type NumberedPacket, type PacketAnswer, type ToThread } from './write-thread.js';

/**
 * The thread that writes packets of documents. All that wait share one transaction, so that a page of the store that
 * several of them change is written once. Those of one collection share pages; those of others join them only as long as
 * the documents are fewer than this, since a transaction is slower the more pages it has changed.
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

let waiting: NumberedPacket[] = [];
let closing = false;

function receive(message: ToThread): void {
  if (message === 'close') closing = true;
  else waiting.push(message);
}

/** What is to join a transaction in which a packet of `collection` was the last, and that many documents are. */
function next(collection: string | undefined, documents: number): NumberedPacket | undefined {
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: ToThread } | undefined;
    if (received === undefined) break;
    receive(received.message);
  }
  const packet =
    waiting.find((each) => each.collection === collection) ?? (documents < FEW ? waiting[0] : undefined);
  waiting = waiting.filter((each) => each !== packet);
  return packet;
}

function writeThoseThatWait(): void {
  const taken: number[] = [];
  const answers: PacketAnswer[] = [];
  try {
    environment.root.transactionSync(() => {
      let packet = next(undefined, 0);
      for (let documents = 0; packet !== undefined; packet = next(packet.collection, documents)) {
        const { number } = packet;
        taken.push(number);
        answers.push({ number, written: write(packet) });
        documents += packet.count;
      }
    });
    port.postMessage(answers);
  } catch (failure) {
    port.postMessage(taken.map((number): PacketAnswer => ({ number, failure })));
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
