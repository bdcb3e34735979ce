// Takes the lock of a folder, says where it listens if told an address, prints a line, and holds the lock until killed.
// Arguments: folder, address.
import { announceWriter, FolderLock } from '../../libs/event-sourcing/embedded-folder/folder-lock.js';

const [folder = '', address] = process.argv.slice(2);
await FolderLock.take(folder);
if (address !== undefined) announceWriter(folder, address);
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
