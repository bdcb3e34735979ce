import { closeSync, fdatasync, fstatSync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';

const MOST_BYTES = 8_388_608;
const ZEROS = Buffer.alloc(524_288);

/** How much of the log's file LMDB uses. */
export interface Used {
  readonly pageSize: number;
  readonly lastPageNumber: number;
}

/**
 * Keeps zeros on disk past the end of what LMDB uses of the log's file: half as much as is used, up to 8 MiB.
 *
 * A commit that makes a file longer has to wait for the file system's journal, and so, on ext4, for the data of every
 * other file that grows at the time: that of read models which are being rebuilt. A commit into room that is there
 * already waits for its own bytes.
 *
 * The zeros are appended to the file in the system's own sense, at whatever its end is then, so that they never
 * overwrite what LMDB's own thread has written meanwhile.
 */
export class RoomAhead {
  private readonly descriptor: number;
  private size: number;
  private making: Promise<void> | undefined;
  private refused = false;

  /** @throws Error of the system when the file can't be opened for writing */
  constructor(file: string) {
    this.descriptor = openSync(file, 'a');
    this.size = fstatSync(this.descriptor).size;
  }

  /** To be called now and then. Returns at once; room that has become short is made meanwhile. */
  keep(used: Used): void {
    if (this.refused || this.making || missing(used, this.size) === 0) return;
    // LMDB may have made the file longer.
    this.size = fstatSync(this.descriptor).size;
    this.making = this.make(missing(used, this.size)).finally(() => {
      this.making = undefined;
    });
  }

  async close(): Promise<void> {
    await this.making;
    closeSync(this.descriptor);
  }

  private async make(bytes: number): Promise<void> {
    try {
      for (let left = bytes; left > 0; left -= ZEROS.length) {
        await promisify(write)(this.descriptor, ZEROS, 0, Math.min(left, ZEROS.length));
      }
      await promisify(fdatasync)(this.descriptor);
      this.size += bytes;
    } catch {
      // The disk is full, or the file as long as it may be. Whoever appends will be told whether that still fits.
      this.refused = true;
    }
  }
}

/** How many bytes there should be more, once there is less than half of what there should be. */
function missing({ pageSize, lastPageNumber }: Used, size: number): number {
  const end = (lastPageNumber + 1) * pageSize;
  const wanted = Math.min(MOST_BYTES, end / 2);
  const ahead = Math.max(0, size - end);
  return ahead < wanted / 2 ? Math.ceil(wanted - ahead) : 0;
}
