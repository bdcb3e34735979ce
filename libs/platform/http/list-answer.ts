import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  type Filter,
  page,
  type PageRequest,
  type Position,
  type Read,
  type ReadModel,
} from '../../event-sourcing/core.js';

/** What `logPosition` of an answer means. */
export const LOG_POSITION =
  'Everything in the log up to this position is in the answer; absent while the log is empty';

/** The header that says what `logPosition` says, where an answer is rows. */
export const POSITION_HEADER = 'Dossier-Position';

/** What the answer to every query for a list has beside its items. */
export class ListAnswer {
  @ApiPropertyOptional({ description: 'Where the next page begins; absent on the last' })
  readonly nextCursor?: string;

  @ApiPropertyOptional({ type: String, description: LOG_POSITION })
  readonly logPosition?: Position;
}

/** A page of items as they are shown. */
export interface Listed<Item> extends ListAnswer {
  readonly items: readonly Item[];
}

/** The page of a request that nothing can match. */
export const emptyPage = ({ position }: Pick<ReadModel<object>, 'position'>): Listed<never> => ({
  items: [],
  ...(position === undefined ? {} : { logPosition: position }),
});

/**
 * One page of the documents that match, each as it is shown.
 * @throws InvalidCursorError when the cursor is none of ours
 */
export const listPage = async <D extends object, Item>(
  model: ReadModel<D>,
  filter: Filter,
  request: PageRequest,
  shown: (document: Read<D>) => Item,
): Promise<Listed<Item>> => {
  const { items, nextCursor } = await page(model, filter, request);
  return {
    ...emptyPage(model),
    items: items.map(shown),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
};
