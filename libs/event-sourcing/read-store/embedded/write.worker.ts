import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Catalog } from './catalog.js';
import { replaceStored } from './document-tree.js';
import { openEnvironment } from './lmdb-environment.js';
import { isNewer } from './stored-document.js';
import { documentsIn, type WritePacket } from './write-packet.js';
import { type PacketOutcome, type ToWorker } from './write-thread.js';

/**
 * The thread that writes packets of documents. All that wait share one transaction, up to this many documents: a page of
 * the store that several of them change is then written once. LMDB's own list of changed pages makes larger ones slower.
 */
const MOST_IN_ONE_TRANSACTION = 25_000;

if (parentPort === null) throw new Error('this is a thread, for WriteThread to start');
const port = parentPort;
const environment = openEnvironment((workerData as { folder: string }).folder);
const catalog = new Catalog(environment);

function write(packet: WritePacket): PacketOutcome {
  const entry = catalog.find(packet.collection);
  if (entry?.version !== packet.version) return 'outdated';
  for (const { key, document } of documentsIn(packet)) {
    const stored = environment.documents.getBinaryFast(key);
    if (stored === undefined || isNewer(document, stored)) {
      replaceStored(environment, entry, key, document, stored);
    }
  }
  return 'written';
}

let closing = false;

/** The first packet and those that wait behind it, as many as one transaction takes. */
function* allThatWait(first: WritePacket): Generator<WritePacket> {
  let message: ToWorker | undefined = first;
  for (let documents = 0; message !== undefined && message !== 'close';) {
    yield message;
    documents += message.count;
    message = documents < MOST_IN_ONE_TRANSACTION ? receive() : undefined;
  }
  closing ||= message === 'close';
}

const receive = (): ToWorker | undefined =>
  (receiveMessageOnPort(port) as { message: ToWorker } | undefined)?.message;

function writeAll(packets: Iterable<WritePacket>): void {
  const outcomes: PacketOutcome[] = [];
  try {
    environment.root.transactionSync(() => {
      for (const packet of packets) {
        outcomes.push({ failure: undefined });
        outcomes[outcomes.length - 1] = write(packet);
      }
    });
    port.postMessage(outcomes);
  } catch (failure) {
    port.postMessage(outcomes.map((): PacketOutcome => ({ failure })));
  }
}

port.on('message', (message: ToWorker) => {
  if (message === 'close') closing = true;
  else writeAll(allThatWait(message));
  if (!closing) return;
  void environment.root.close().then(() => {
    port.close();
  });
});
