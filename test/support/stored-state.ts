import { join } from 'node:path';
import { openEventStore, openReadStore } from '../../libs/event-sourcing/open-stores.js';
import {
  type EventStore,
  type RecordedEvent,
  type Position,
  type PositionedDocument,
  ProjectionControl,
  reactionProgress,
  type BuildStateDocument,
  buildProgress,
  type ReadStore,
} from '../../libs/event-sourcing/core.js';
import {
  collectionOfBuild,
  type ProjectionRecord,
  ProjectionRegistry,
} from '../../libs/event-sourcing/testing.js';
import { type HttpClient } from './http.client.js';
import { eventStoreOf, readStoreOf } from './stores.js';
import { until } from './until.js';

/** Every document that each projection serves, by the projection's name and the document's id. */
export type ServedDocuments = Readonly<Record<string, Readonly<Record<string, PositionedDocument>>>>;

const PAGE = 1_000;

/** What stands in the stores, seen from beside the service: the log, and what the projections make of it. */
export class StoredState {
  private readonly registry: ProjectionRegistry;
  private readonly builds;
  private readonly reactions;

  constructor(
    readonly events: EventStore,
    readonly documents: ReadStore,
  ) {
    this.registry = new ProjectionRegistry(documents);
    this.builds = buildProgress(documents);
    this.reactions = reactionProgress(documents);
  }

  /** The stores of a service on a data folder, to be read while a service writes to them. */
  static async open(folder: string): Promise<StoredState> {
    const { location = `embedded:${join(folder, 'events')}`, ...onServer } = eventStoreOf(folder) ?? {};
    return new StoredState(
      await openEventStore(location, true, undefined, onServer),
      await openReadStore(readStoreOf(folder) ?? `embedded:${join(folder, 'read-models')}`, true),
    );
  }

  async close(): Promise<void> {
    await this.events.close();
    await this.documents.close();
  }

  /** The whole log, in order. */
  async log(): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (;;) {
      const from = events.at(-1)?.position;
      const page = await this.events.readAll({ ...(from === undefined ? {} : { from }), limit: PAGE });
      events.push(...page);
      if (page.length < PAGE) return events;
    }
  }

  /** Waits until reactions and projections, whoever runs them, have seen the whole log, and nothing follows from it. */
  async caughtUp(): Promise<void> {
    let head: Position | undefined;
    do {
      head = await this.events.head();
      await this.caughtUpTo(head ?? '');
    } while ((await this.events.head()) !== head);
  }

  async caughtUpTo(position: Position): Promise<void> {
    await until(`reactions and projections at ${position}`, async () => {
      const reactions = await this.reactions.find({});
      const builds = await this.activeBuilds();
      const positions = [...reactions, ...builds].map((each) => each.position ?? '');
      return reactions.length > 0 && builds.length > 0 && positions.every((reached) => reached >= position);
    });
  }

  /** The state of the build that serves, of each projection. */
  async activeBuilds(): Promise<BuildStateDocument[]> {
    const names = [...(await this.records())].map(([name, { active }]) => collectionOfBuild(name, active));
    return this.builds.get(names);
  }

  async served(): Promise<ServedDocuments> {
    const served: Record<string, Record<string, PositionedDocument>> = {};
    for (const [name, { active }] of await this.records()) {
      const collection = this.documents.collection<PositionedDocument>(collectionOfBuild(name, active));
      const documents = await collection.find({ _deleted: { $exists: false } });
      served[name] = Object.fromEntries(documents.map((document) => [document._id, document]));
    }
    return served;
  }

  /** Has a running service, or else whoever writes to the stores, build every projection anew, and waits until all serve. */
  async rebuildAll(service?: HttpClient): Promise<void> {
    const before = await this.records();
    const control = new ProjectionControl(this.documents, () => new Date());
    for (const name of before.keys())
      await (service ? service.post(`/v1/projections/${name}/rebuilds`, {}) : control.rebuild(name));
    await until('every projection rebuilt', async () => {
      const after = await this.records();
      return [...before].every(([name, { active }]) => after.get(name)?.active.build !== active.build);
    });
  }

  private records(): Promise<ReadonlyMap<string, ProjectionRecord>> {
    return this.registry.all();
  }
}
