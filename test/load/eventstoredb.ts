import { join } from 'node:path';
import { type Child, startChild } from './child.js';

export interface EventStoreDbServer extends Pick<Child, 'address' | 'stop'> {
  /** What was measured on, in words. */
  readonly note: string;
}

/** The EventStoreDB server at EVENTSTOREDB_URL; where none is named, the protocol double, as a process on a log in `folder`. */
export const eventStoreDb = async (folder: string): Promise<EventStoreDbServer> => {
  const url = process.env.EVENTSTOREDB_URL;
  if (url) {
    const note = `on the EventStoreDB server at ${new URL(url).host}`;
    return { address: url, stop: () => Promise.resolve(), note };
  }
  const args = ['--folder', join(folder, 'log'), '--port', '0'];
  const child = await startChild('test/servers/eventstoredb/main.js', args);
  return { ...child, note: 'on the protocol double: EVENTSTOREDB_URL is not set' };
};
