import { type Type } from '@nestjs/common';
import {
  type Filter,
  page,
  type PageRequest,
  type Position,
  type Read,
  type ReadModel,
} from '../event-sourcing/core.js';

/**
 * The operation by which it is recorded that an export was handed out, by HTTP and by the command line alike: whoever lists
 * exports looks for it among the accesses.
 */
export const EXPORT_OPERATION = 'exportCustomer';

/** Gives what a section needs of the app. */
export type Resolve = <Provided>(token: Type<Provided>) => Provided;

/** What a context holds of a customer, as an export of all that is held has it. */
export interface ExportSection {
  /** Of the list in JSON, and of its part of the page. */
  readonly name: string;
  /** The heading in the page. */
  readonly title: string;
  /** What the rows are, and where they come from. */
  readonly about: string;
  /** What stands above one row in the page. */
  readonly heading: (row: Readonly<Record<string, unknown>>) => string;
  /**
   * All rows, found as they are read. Refuses before the first of them, where there is no such customer.
   * @throws what `ReadModels.open` throws
   */
  readonly rows: (
    resolve: Resolve,
    customerId: string,
    options: { readonly minPosition?: Position },
  ) => Promise<AsyncIterable<object>>;
}

/** How many rows are read at once. */
const CHUNK = 200;

/** All documents that match, page after page: no more of them are in memory than one page has. */
export async function* allRows<D extends object, Row>(
  model: ReadModel<D>,
  filter: Filter,
  sort: PageRequest['sort'],
  rowOf: (document: Read<D>) => Row,
): AsyncGenerator<Row> {
  let cursor: string | undefined;
  do {
    const found = await page(model, filter, { sort, limit: CHUNK, cursor });
    for (const document of found.items) yield rowOf(document);
    cursor = found.nextCursor;
  } while (cursor !== undefined);
}
