import { afterEach, beforeEach } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  type IndexDeclaration,
  type PositionedDocument,
  type ReadCollection,
  type ReadStore,
} from './read-store.port.js';

/** A read store for one test, as an adapter's enrolment makes it. */
export interface EnrolledStore {
  readonly store: ReadStore;
  /** Opens a further store on the same documents, as another process or a restart would. */
  openAnother(): Promise<ReadStore>;
  /** Closes every store that was opened, and removes what the test left behind. */
  dispose(): Promise<void>;
}

/** What an adapter hands to `readStoreContract`. */
export interface ReadStoreEnrolment {
  /** Called before each test. */
  open(): Promise<EnrolledStore>;
}

export type ContractDocument = PositionedDocument & Readonly<Record<string, unknown>>;

/** The store of the running test. Collections have names of their own, so that it need not be empty. */
export class ContractStore {
  private opened: EnrolledStore | undefined;
  private names: string[] = [];

  constructor(enrolment: ReadStoreEnrolment) {
    beforeEach(async () => {
      this.opened = await enrolment.open();
      this.names = [];
    });
    afterEach(async () => {
      try {
        for (const name of this.names) await this.opened?.store.dropCollection(name);
      } finally {
        await this.opened?.dispose();
        this.opened = undefined;
      }
    });
  }

  get store(): ReadStore {
    return this.enrolled.store;
  }

  openAnother(): Promise<ReadStore> {
    return this.enrolled.openAnother();
  }

  /** The name of a collection that nobody has used. */
  name(): string {
    const name = `contract-${randomUUID()}`;
    this.names.push(name);
    return name;
  }

  /** A new collection with these indexes and documents. */
  async collection(
    documents: readonly ContractDocument[] = [],
    indexes: readonly IndexDeclaration[] = [],
  ): Promise<ReadCollection<ContractDocument>> {
    const name = this.name();
    await this.store.ensureIndexes(name, indexes);
    const collection = this.store.collection<ContractDocument>(name);
    await collection.writeIfNewer(documents);
    return collection;
  }

  private get enrolled(): EnrolledStore {
    if (this.opened === undefined) throw new Error('A store is there only while a test runs');
    return this.opened;
  }
}

/** A document at a position. */
export const at = (
  _position: string,
  _id: string,
  fields: Readonly<Record<string, unknown>> = {},
): ContractDocument => ({ _id, _position, ...fields });

export const idsOf = (documents: readonly { readonly _id: string }[]): string[] =>
  documents.map(({ _id }) => _id);
