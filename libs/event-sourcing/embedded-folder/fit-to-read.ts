import { writerOf } from './folder-lock.js';
import { assertFit, UnfitFileError } from './lmdb-file.js';

/**
 * As `assertFit`, for a process that reads only. The pages are looked at too while nobody writes; what is found then is
 * damage when it is found again, and nobody has begun to write meanwhile.
 * @throws UnfitFileError
 */
export function assertFitToRead(folder: string): void {
  const look = (): void => {
    assertFit(folder, { readOnly: true, pages: isUnwritten(folder) });
  };
  try {
    look();
  } catch (error) {
    if (!(error instanceof UnfitFileError)) throw error;
    look();
  }
}

/** False when that can't be known: the folder is missing, or this user may not lock it. */
const isUnwritten = (folder: string): boolean => {
  try {
    return writerOf(folder) === undefined;
  } catch {
    return false;
  }
};
