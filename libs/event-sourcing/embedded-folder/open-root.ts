import {
  type Database,
  type DatabaseOptions,
  type Key,
  open,
  type RootDatabase,
  type RootDatabaseOptionsWithPath,
} from 'lmdb';

/** The declared types leave some options out. */
export type RootOptions = RootDatabaseOptionsWithPath & {
  /** Documented, and not in the declared types. */
  readonly txnStartThreshold?: number;
};

/**
 * What `use` makes of the root of an LMDB environment. When that fails, the environment is closed first: whoever opens the
 * folder next in this process would be given the same one by LMDB's package, read only if this one was.
 */
export async function openRoot<Opened>(
  options: RootOptions,
  use: (root: RootDatabase) => Opened,
): Promise<Opened> {
  const root = open(options);
  try {
    return use(root);
  } catch (error) {
    await root.close();
    throw error;
  }
}

/** A table of a store isn't there yet, and who only reads doesn't make it. */
export class UnfinishedFolderError extends Error {
  override readonly name = 'UnfinishedFolderError';

  constructor(table: string) {
    super(
      `it has no ${table} yet, because somebody is making it or was ended meanwhile; the next process that writes to it makes the rest`,
    );
  }
}

/** @throws UnfinishedFolderError where the declared types promise a table, and LMDB's package returns none */
export function tableIn<Value, TableKey extends Key>(
  root: RootDatabase,
  name: string,
  options: DatabaseOptions,
): Database<Value, TableKey> {
  const table: Database<Value, TableKey> | undefined = root.openDB<Value, TableKey>(name, options);

  if (table === undefined) throw new UnfinishedFolderError(name);
  return table;
}
