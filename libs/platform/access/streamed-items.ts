import { type Type } from '@nestjs/common';

/** An answer that is sent item by item, as they are found: a line of JSON for each. */
export class StreamedItems<Item extends object = object> {
  constructor(
    readonly type: Type<Item>,
    readonly items: AsyncIterable<Item>,
  ) {}
}
