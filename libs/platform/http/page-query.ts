import { Text, WholeParameter } from './fields.decorator.js';

/** The parameters of every query for a list. */
export class PageQuery {
  @WholeParameter({
    min: 1,
    max: 200,
    optional: true,
    description: 'Maximum number of items on the page; default: 50',
  })
  readonly limit: number = 50;

  @Text({ max: 2000, optional: true, description: 'nextCursor of the previous page' })
  readonly cursor?: string;
}
