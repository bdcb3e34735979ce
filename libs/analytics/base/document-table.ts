import { type Position, type Read, type ReadModel } from '../../event-sourcing/core.js';
import { chunksOf } from '../facts/moment.js';
import { ChangeLog } from './change-log.js';
import { changesOf, type Positioned } from './changes.js';

/**
 * All documents of a read model in memory, each with its histories. A document read while the projector is ahead may hold
 * later facts; they carry their positions, and a moment leaves them out.
 */
export class DocumentTable<D extends Positioned> {
  private readonly byId = new Map<string, Read<D>>();
  private applied: Position = '';
  /** Documents that were replaced; what was read first is not in it. */
  readonly changes = new ChangeLog<{ readonly id: string; readonly before: Read<D> | undefined }>();

  /** It holds every fact up to this position, and perhaps later ones; '' before the first. */
  get position(): Position {
    return this.applied;
  }

  async refresh(model: ReadModel<D>): Promise<void> {
    const { position } = model;
    if (position === undefined || position <= this.applied) return;
    const first = this.applied === '';
    const chunks =
      // Without an upper bound: a document that changes meanwhile must not be passed over.
      first ? chunksOf(model, {}) : changesOf(model, this.applied, BEYOND);
    for await (const chunk of chunks)
      for (const document of chunk) {
        const { _id: id } = document;
        if (!first) this.changes.add({ id, before: this.byId.get(id) });
        this.byId.set(id, document);
      }
    if (first) this.changes.startAnew();
    this.applied = position;
  }

  get(id: string): Read<D> | undefined {
    return this.byId.get(id);
  }

  [Symbol.iterator](): IterableIterator<Read<D>> {
    return this.byId.values();
  }
}

/** After every position. */
const BEYOND = '\uffff';
