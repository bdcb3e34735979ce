import { join } from 'node:path';
import { type Child, startChild } from './child.js';

/** The EventStoreDB server at EVENTSTOREDB_URL; where none is named, the protocol double, as a process on a log in `folder`. */
export const eventStoreDb = (folder: string): Promise<Omit<Child, 'authorization'>> => {
  const url = process.env.EVENTSTOREDB_URL;
  if (url !== undefined) return Promise.resolve({ address: url, stop: () => Promise.resolve() });
  return startChild('test/servers/eventstoredb/main.js', ['--folder', join(folder, 'log'), '--port', '0']);
};
