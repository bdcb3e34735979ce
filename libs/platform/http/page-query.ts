import { Type } from 'class-transformer';
import { Text, Whole } from './fields.decorator.js';

/** What every query for a list takes. */
export class PageQuery {
  @Whole({ min: 1, max: 200, optional: true, description: 'The most items on the page; 50 when absent' })
  @Type(() => Number)
  readonly limit: number = 50;

  @Text({ max: 2000, optional: true, description: 'The nextCursor of the page before' })
  readonly cursor?: string;
}
