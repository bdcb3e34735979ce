import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { Day, OneOf, WholeParameter } from '../../platform/index.js';
import { CustomerDimensionsQuery } from '../customers/customer-filter.query.js';
import {
  type CustomerDimension,
  customerDimensions,
  personalDimensions,
} from '../purchases/purchase-dimensions.js';
import { Cursor, KnownAt, Limit } from '../report.requests.js';
import { acquisitionPeriods } from './prediction.report.js';

const DECIMAL = /^\d{1,3}(\.\d{1,9})?$/;

/** A decimal from 0 to `max` in a query, where it arrives as text. */
export const DecimalParameter = (max: number, description: string): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: 'number', minimum: 0, maximum: max, required: false, description }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value,
    ),
    ValidateIf((_, value) => value !== undefined),
    ValidateBy({
      name: 'decimal',
      validator: {
        validate: (value: unknown) => typeof value === 'number' && value >= 0 && value <= max,
        defaultMessage: () => `$property must be a number from 0 to ${max}`,
      },
    }),
  );

const horizonField = {
  min: 1,
  max: 3_650,
  optional: true,
  description: 'How many days are predicted; default: 365',
} as const;

const ofAnotherDay = {
  optional: true,
  description:
    'Customers as of this day, as known now or at knownAt; default: exactly the purchases that the fit was made of, so that the answer is the same every time',
} as const;

const DISCOUNT = 'What a year takes off the value of money, applied daily: 0.1 for 10 %; default: 0.1';

export class PredictionQuery {
  @WholeParameter(horizonField)
  readonly horizonDays: number = 365;

  @DecimalParameter(10, DISCOUNT)
  readonly discountRate: number = 0.1;

  @Day(ofAnotherDay)
  readonly asOf?: string;

  @KnownAt()
  readonly knownAt?: string;
}

/** Of the customers that the fit is of and that the filters let pass. */
export class FilteredPredictionQuery extends CustomerDimensionsQuery implements PredictionQuery {
  @WholeParameter(horizonField)
  readonly horizonDays: number = 365;

  @DecimalParameter(10, DISCOUNT)
  readonly discountRate: number = 0.1;

  @Day(ofAnotherDay)
  readonly asOf?: string;

  @KnownAt()
  readonly knownAt?: string;
}

export const predictionSorts = [
  'discountedValue',
  'predictedValue',
  'historicValue',
  'probabilityAlive',
  'expectedPurchases',
] as const;
export type PredictionSort = (typeof predictionSorts)[number];

export class PredictionsQuery extends FilteredPredictionQuery {
  @OneOf([...predictionSorts, ...predictionSorts.map((sort) => `-${sort}`)], {
    optional: true,
    description: 'A minus puts the highest first; default: -discountedValue',
  })
  readonly sort: string = '-discountedValue';

  @Limit()
  readonly limit: number = 50;

  @Cursor()
  readonly cursor?: string;
}

export class TotalsQuery extends FilteredPredictionQuery {
  @OneOf(customerDimensions, {
    optional: true,
    description:
      'By the period of the first purchase (cohort), by segment or by what else customers are as of the day; default: cohort',
    personal: personalDimensions,
  })
  readonly groupBy: CustomerDimension = 'cohort';

  @OneOf(acquisitionPeriods, {
    optional: true,
    description: 'By cohort: customers together whose first purchase was in the same period; default: month',
  })
  readonly period: (typeof acquisitionPeriods)[number] = 'month';
}

export class ValidationQuery {
  @Day({ description: 'The last day of the hold-out, which begins on the day after the fit’s' })
  readonly holdoutUntil: string;

  @KnownAt()
  readonly knownAt?: string;
}
