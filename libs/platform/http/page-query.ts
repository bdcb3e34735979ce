import { Text, WholeParameter } from './fields.decorator.js';

/** What every query for a list takes. */
export class PageQuery {
  @WholeParameter({
    min: 1,
    max: 200,
    optional: true,
    description: 'The most items on the page; 50 when absent',
  })
  readonly limit: number = 50;

  @Text({ max: 2000, optional: true, description: 'The nextCursor of the page before' })
  readonly cursor?: string;
}
