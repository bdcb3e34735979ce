import { MinorUnits, Text, Whole } from '../http/fields.decorator.js';

/** One line of a deal or an order, as requests give it. */
export class LineBody {
  @Text({ max: 200 })
  readonly product: string;

  @Text({ max: 200, optional: true })
  readonly category?: string;

  @Whole({ min: 1, max: 1_000_000 })
  readonly quantity: number;

  @MinorUnits({ description: 'Amount of the line, for all of its quantity, in minor units' })
  readonly amount: number;
}
