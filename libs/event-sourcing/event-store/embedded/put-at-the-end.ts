import { type Database, type Key } from 'lmdb';

/** The declared type leaves out the options, which are documented. */
interface Table<V, K extends Key> {
  put(key: K, value: V, options: { readonly append: true }): Promise<boolean>;
}

/**
 * Inside a transaction: puts a value under a key that is later than all that are in the table, so that LMDB fills each
 * page before it begins the next. Whoever waits for the transaction is told when it fails.
 */
export function putAtTheEnd<V, K extends Key>(table: Database<V, K>, key: K, value: V): void {
  // LMDB would tell of each put as well, and that nobody listened.
  (table as Table<V, K>).put(key, value, { append: true }).catch(() => undefined);
}
