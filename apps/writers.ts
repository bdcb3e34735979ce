import { setTimeout as delay } from 'node:timers/promises';
import { embeddedFolderOf, type FolderWriter, writerOf } from '../libs/event-sourcing/core.js';
import { type DossierConfig } from '../libs/platform/index.js';

/** Between two looks at who writes, in milliseconds: a look takes less than one of them. */
const BETWEEN_LOOKS = 50;

/** The processes that write to the embedded stores of a configuration. One without an address is a command, or is starting. */
const writersOf = ({ eventStore, readStore }: DossierConfig): readonly FolderWriter[] =>
  [eventStore, readStore]
    .flatMap((store) => embeddedFolderOf(store) ?? [])
    .flatMap((folder) => writerOf(folder) ?? []);

/**
 * Looks until no process writes to the embedded stores, one that does has an address, or the deadline has passed. Calls
 * `onWait` once if it has to wait. Returns the address, if there is one.
 */
export const writersDone = async (
  config: DossierConfig,
  deadline: number,
  onWait: (writer: FolderWriter) => void,
): Promise<string | undefined> => {
  for (let waited = false; ; waited = true) {
    const writers = writersOf(config);
    const served = writers.find(({ address }) => address !== undefined);
    const [writer] = writers;
    if (served || !writer || performance.now() > deadline) return served?.address;
    if (!waited) onWait(writer);
    await delay(BETWEEN_LOOKS);
  }
};
