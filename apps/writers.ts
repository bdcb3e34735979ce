import { embeddedFolderOf, type FolderWriter, writerOf } from '../libs/event-sourcing/core.js';
import { type DossierConfig } from '../libs/platform/index.js';

/** Between two looks at who writes, in milliseconds: a look takes less than one of them. */
export const BETWEEN_LOOKS = 50;

/** The processes that write to the embedded stores of a configuration. One without an address is a command, or is starting. */
export const writersOf = ({ eventStore, readStore }: DossierConfig): readonly FolderWriter[] =>
  [eventStore, readStore]
    .flatMap((store) => embeddedFolderOf(store) ?? [])
    .flatMap((folder) => writerOf(folder) ?? []);
