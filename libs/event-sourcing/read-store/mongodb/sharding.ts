import { type Document, MongoServerError } from 'mongodb';
import { hasCode, kindOf, UNAUTHORIZED } from './mongodb.errors.js';

/** Sends a command to the server's `admin` database. */
export type AdminCommand = (command: Document) => Promise<Document>;

const ALREADY_DONE = 23;

/** Whether the server is a router of a sharded cluster: it says so in its greeting. */
export const isRouter = async (command: AdminCommand): Promise<boolean> =>
  (await greeting(command)).msg === 'isdbgrid';

/** Servers before 4.4.2 know the greeting by its older name alone. */
async function greeting(command: AdminCommand): Promise<Document> {
  try {
    return await command({ hello: 1 });
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    return command({ isMaster: 1 });
  }
}

/**
 * Spreads a collection over the shards of a cluster, by the hash of `_id`: ids that begin with a day or a position would
 * otherwise all be written to one shard. Nothing happens when it is spread so already.
 * @returns a sentence for the operator when it can't be, undefined otherwise
 */
export async function shard(
  command: AdminCommand,
  database: string,
  collection: string,
): Promise<string | undefined> {
  const namespace = `${database}.${collection}`;
  try {
    await unlessDone(() => command({ enableSharding: database }));
    await unlessDone(() => command({ shardCollection: namespace, key: { _id: 'hashed' } }));
    return undefined;
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    const why = hasCode(error, UNAUTHORIZED) ? 'the user lacks the right to shard it' : kindOf(error);
    return `${namespace} is not sharded (${why}): grant enableSharding on ${database} and rebuild, or run sh.shardCollection("${namespace}", {_id: "hashed"})`;
  }
}

async function unlessDone(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!hasCode(error, ALREADY_DONE)) throw error;
  }
}
