import { type ReadStore, ReadStoreError, type StoredDocument } from '../read-store/read-store.port.js';
import { collectionOf } from './projection.js';

/** One collection filled by one version of a projection. Builds of a projection are numbered and never used again. */
export interface Build {
  readonly version: number;
  readonly build: number;
}

export interface RetiredBuild extends Build {
  /** Requests may still read from it. */
  readonly served: boolean;
}

/** The one record that names which build of a projection serves. */
export interface ProjectionRecord {
  readonly active: Build;
  /** The build that is being filled to become the active one. */
  readonly next: Build | null;
  /**
   * Rises each time that the next build's holder is about to make it the active one. Whoever sees it rise doesn't move the
   * active build on for the duration of a lease, so that the next can pass it.
   */
  readonly announcements: number;
  readonly retired: readonly RetiredBuild[];
  /** How many builds there have been. */
  readonly builds: number;
}

interface RecordDocument extends StoredDocument, ProjectionRecord {
  readonly revision: number;
}

const ATTEMPTS = 20;

/** The records of all projections, each changed as a whole by compare-and-set. */
export class ProjectionRegistry {
  static readonly collection = '_projections';
  private readonly records;

  constructor(store: ReadStore) {
    this.records = store.collection<RecordDocument>(ProjectionRegistry.collection);
  }

  /** Undefined: no process has run the projection yet. */
  async find(name: string): Promise<ProjectionRecord | undefined> {
    const [record] = await this.records.get([name]);
    return record;
  }

  async all(): Promise<ReadonlyMap<string, ProjectionRecord>> {
    const records = await this.records.find({});
    return new Map(records.map((record) => [record._id, record]));
  }

  /**
   * Replaces the record by what `change` makes of it, on the newest state. Undefined: leave it as it is.
   * Returns the record as it is then.
   * @throws ReadStoreError when others kept changing it
   */
  async change(
    name: string,
    change: (record: ProjectionRecord | undefined) => ProjectionRecord | undefined,
  ): Promise<ProjectionRecord | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const [current] = await this.records.get([name]);
      const changed = change(current);
      if (!changed) return current;
      const revision = current?.revision ?? 0;
      const { active, next, announcements, retired, builds } = changed;
      const saved = await this.records.updateOne(
        { _id: name, revision },
        { $set: { active, next, announcements, retired, builds, revision: revision + 1 } },
        { upsert: current === undefined },
      );
      if (saved) return saved;
    }
    throw new ReadStoreError(`The record of projection ${name} kept being changed by others`);
  }
}

/** A record for a projection that nobody has run: its first build serves from the start. */
export const firstRecord = (version: number): ProjectionRecord => ({
  active: { version, build: 0 },
  next: null,
  announcements: 0,
  retired: [],
  builds: 1,
});

/** Starts a build of this version beside the active one; a build under way that it replaces is dropped. */
export function withNext(record: ProjectionRecord, version: number): ProjectionRecord {
  const { next, retired, builds } = record;
  return {
    ...record,
    next: { version, build: builds },
    retired: next ? [...retired, { ...next, served: false }] : retired,
    builds: builds + 1,
  };
}

/** Makes the next build the active one; the former goes on serving those who have resolved it. */
export function switched(record: ProjectionRecord, next: Build): ProjectionRecord {
  return {
    ...record,
    active: next,
    next: null,
    retired: [...record.retired, { ...record.active, served: true }],
  };
}

export const sameBuild = (one: Build | null, other: Build | null): boolean =>
  one?.version === other?.version && one?.build === other?.build;

export const collectionOfBuild = (name: string, { version, build }: Build): string =>
  collectionOf({ name, version }, build);
