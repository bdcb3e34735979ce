import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { type Position } from '../event-store/event-store.port.js';
import { type DomainEvent } from '../events/domain-event.js';
import {
  type Filter,
  type FindOptions,
  type PositionedDocument,
  type ReadCollection,
  type ReadStore,
} from '../read-store/read-store.port.js';
import { isBehind } from '../consumers/log-feed.js';
import { type LogMark } from '../consumers/log-mark.js';
import { type Projection } from './projection.js';
import { type Build, collectionOfBuild, ProjectionRegistry } from './projection-registry.js';
import { type BuildStateDocument, buildProgress } from './projection-state.js';

/** A document of a read model as a query sees it. */
export type Read<D extends object> = D & { readonly _id: string };

/** Instead of a position: where the log ends when that is asked. */
export const LATEST = 'latest';

export interface OpenOptions {
  /** The read model must have come as far as this, or to where the log ends (`LATEST`). */
  readonly minPosition?: Position | undefined;
  /** How long to wait for that, in milliseconds; 5,000 when absent. */
  readonly timeoutMs?: number;
}

/** The read model didn't come as far as was asked within the time given: to be tried again later. */
export class ReadModelBehindError extends Error {
  override readonly name = 'ReadModelBehindError';

  constructor(
    readonly projection: string,
    readonly minPosition: Position,
    readonly position: Position | undefined,
  ) {
    super(`The read model ${projection} is at position ${position ?? 'none'}, not yet at ${minPosition}`);
  }
}

/** The read model is being built from nothing, and holds a part of what the log says: to be tried again later. */
export class ReadModelBuildingError extends Error {
  override readonly name = 'ReadModelBuildingError';

  constructor(projection: string, position: Position | undefined, head: Position) {
    super(`The read model ${projection} is being built: it is at position ${position ?? 'none'} of ${head}`);
  }
}

/** The log has not come as far as was asked: no event has that position. */
export class PositionAheadError extends Error {
  override readonly name = 'PositionAheadError';

  constructor(minPosition: Position, head: Position | undefined) {
    super(`No event has the position ${minPosition}; the last one is at ${head ?? 'none'}`);
  }
}

type Built = Pick<BuildStateDocument, 'complete' | 'state' | 'position'>;

const DEFAULT_TIMEOUT = 5_000;
const FIRST_POLL = 2;
const LAST_POLL = 50;

/** Where queries get their read models from. */
export class ReadModels {
  private readonly registry: ProjectionRegistry;
  private readonly progress;

  /** `head` tells where the log ends; it is asked only for positions that a read model hasn't reached. */
  constructor(
    private readonly store: ReadStore,
    private readonly head?: () => Promise<Position | undefined>,
  ) {
    this.registry = new ProjectionRegistry(store);
    this.progress = buildProgress(store);
  }

  /**
   * The build that serves now, for the length of one request: what is read from it later comes from the same build,
   * though another may have taken its place meanwhile. While the log is empty, it reads as empty.
   *
   * @throws PositionAheadError when the log itself hasn't come as far
   * @throws ReadModelBuildingError when it is built for the first time, and that takes longer
   * @throws ReadModelBehindError when it doesn't come as far as `minPosition` in time
   */
  async open<D extends object, E extends DomainEvent>(
    projection: Projection<D, E>,
    { minPosition: asLateAs, timeoutMs = DEFAULT_TIMEOUT }: OpenOptions = {},
  ): Promise<ReadModel<D>> {
    const minPosition = asLateAs === LATEST ? await this.head?.() : asLateAs;
    const deadline = performance.now() + timeoutMs;
    let asked = false;
    let build = await this.activeBuild(projection);
    for (let pause = FIRST_POLL; ; pause = Math.min(pause * 2, LAST_POLL)) {
      const collection = collectionOfBuild(
        projection.name,
        build ?? { version: projection.version, build: 0 },
      );
      const [state] = build ? await this.progress.get([collection]) : [];
      const isLate = minPosition !== undefined && isBehind(state?.position, minPosition);
      const head = isLate ? undefined : await this.headOfBuilding(state);
      if (!isLate && head === undefined)
        return new ReadModel<D>(this.store.collection(collection), state?.position, state?.mark);
      if (isLate && !asked) await this.checkHead(minPosition);
      asked = true;
      if (performance.now() >= deadline) {
        throw isLate
          ? new ReadModelBehindError(projection.name, minPosition, state?.position)
          : new ReadModelBuildingError(projection.name, state?.position, head ?? '');
      }
      await delay(pause);
      build ??= await this.activeBuild(projection);
    }
  }

  /** The end of the log, where a build has never been there; undefined: what it holds is whole, or as whole as it gets. */
  private async headOfBuilding(state: Built | undefined): Promise<Position | undefined> {
    if (state?.complete || state?.state === 'stopped') return undefined;
    const head = await this.head?.();
    return isBehind(state?.position, head) ? head : undefined;
  }

  private async checkHead(minPosition: Position): Promise<void> {
    if (!this.head) return;
    const head = await this.head();
    if (isBehind(head, minPosition)) throw new PositionAheadError(minPosition, head);
  }

  private async activeBuild({ name }: { readonly name: string }): Promise<Build | undefined> {
    return (await this.registry.find(name))?.active;
  }
}

/**
 * One build of a projection, for reading. Deleted documents are left out. What is returned is the caller's own.
 * Documents may be newer than `position`, never older.
 */
export class ReadModel<D extends object> {
  constructor(
    private readonly collection: ReadCollection<PositionedDocument>,
    /** Everything in the log up to and including it has been applied; undefined: nothing yet. */
    readonly position: Position | undefined,
    /** The last event at or before it, as far as it is known. */
    readonly mark?: LogMark,
  ) {}

  async get(id: string): Promise<Read<D> | undefined> {
    const [document] = await this.getAll([id]);
    return document;
  }

  /** The documents with these ids, in no particular order; unknown ones are left out. */
  async getAll(ids: readonly string[]): Promise<Read<D>[]> {
    const documents = await this.collection.get(ids);
    return documents
      .filter(({ _deleted }) => _deleted === undefined)
      .map((document) => readable<D>(document));
  }

  async find(filter: Filter, options?: FindOptions): Promise<Read<D>[]> {
    const documents = await this.collection.find(undeleted(filter), options);
    return documents.map((document) => readable<D>(document));
  }

  async count(filter: Filter): Promise<number> {
    return this.collection.count(undeleted(filter));
  }
}

const undeleted = (filter: Filter): Filter => ({ ...filter, _deleted: { $exists: false } });

function readable<D extends object>(stored: PositionedDocument): Read<D> {
  const { _position, ...document } = stored;
  // A projection's collection holds what its own fold yields.
  return document as unknown as Read<D>;
}
