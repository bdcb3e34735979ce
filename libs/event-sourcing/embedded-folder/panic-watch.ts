import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * How LMDB begins what it says when a write to the head of its file has failed, and nobody knows what stands there. The
 * error's code is its own (-30795) at first, and the system's for an invalid argument later.
 */
const MDB_PANIC = 'MDB_PANIC';

/** In milliseconds. */
const LOOK_EVERY = 1_000;

/** What LMDB's package has for reading, as far as it is needed here. */
interface Readable {
  get(key: string): unknown;
  resetReadTxn(): void;
}

const isPanic = (error: unknown): boolean => error instanceof Error && error.message.includes(MDB_PANIC);

/**
 * Ends the process when LMDB has panicked: from then on every read fails, a write may never be answered, and closing the
 * store may hang. Only opening the file anew helps; what was acknowledged stands in it. LMDB says so to whoever reads, so
 * it is asked once a second. The main thread does that for all threads, which share one environment for each file.
 */
export class PanicWatch {
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Readable,
    private readonly folder: string,
  ) {
    if (!isMainThread) return;
    this.timer = setInterval(() => {
      this.look();
    }, LOOK_EVERY).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    try {
      this.database.resetReadTxn();
      this.database.get('');
    } catch (error) {
      // Any other failure is told to those who ask for something.
      if (isPanic(error)) endProcess(this.folder);
    }
  }
}

function endProcess(folder: string): never {
  try {
    // Of a stream, the line could be lost with the process.
    writeSync(
      2,
      `The store in ${folder} could not be written any more (MDB_PANIC), so this process has ended. ` +
        'What was acknowledged is stored: start it again once the disk is in order.\n',
    );
  } finally {
    process.exit(1);
  }
}
