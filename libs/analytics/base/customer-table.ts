import { type Position, type ReadModel } from '../../event-sourcing/core.js';
import { type CustomerAttributes } from '../facts/customer-attributes.projection.js';
import { chunksOf } from '../facts/moment.js';
import { changesOf } from './changes.js';

/**
 * The attributes of all customers in memory, each with its history. A document read while the projector is ahead may hold
 * later facts; they carry their positions, and a moment leaves them out.
 */
export class CustomerTable {
  private readonly byId = new Map<string, CustomerAttributes>();
  private applied: Position = '';

  get position(): Position {
    return this.applied;
  }

  async refresh(model: ReadModel<CustomerAttributes>): Promise<void> {
    const { position } = model;
    if (position === undefined || position <= this.applied) return;
    const chunks =
      // Without an upper bound: a document that changes meanwhile must not be passed over.
      this.applied === '' ? chunksOf(model, {}) : changesOf(model, this.applied, BEYOND);
    for await (const chunk of chunks) for (const { _id, ...attributes } of chunk) this.set(_id, attributes);
    this.applied = position;
  }

  get(customerId: string): CustomerAttributes | undefined {
    return this.byId.get(customerId);
  }

  [Symbol.iterator](): IterableIterator<[string, CustomerAttributes]> {
    return this.byId.entries();
  }

  private set(customerId: string, attributes: Omit<CustomerAttributes, '_id'>): void {
    this.byId.set(customerId, attributes);
  }
}

/** After every position. */
const BEYOND = '\uffff';
