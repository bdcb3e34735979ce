import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ConvertedAnswer, ReportFrame } from '../report.frame.js';
import { timeZoneField } from '../report.requests.js';
import { type DefinedSegment } from '../segments/defined/segment-conditions.js';
import { type Thresholds } from '../segments/rfm.js';
import { type SchemeName, schemeNames, type SegmentRule } from '../segments/segment-rules.js';
import {
  type Fitted,
  type FittedData,
  type FittedSegment,
  type FitWarning,
  fitWarnings,
  type LeftOut,
  type PurchaseModel,
  type SpendModel,
  type TimeUnit,
  timeUnits,
} from './lifetime-value.events.js';

const day = { type: 'string', format: 'date' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const number = { type: 'number' } as const;
const minor = { type: 'integer', description: 'In minor units' } as const;
const mayBeInfinite = { type: 'integer', nullable: true } as const;
const positionField = {
  type: 'string',
  nullable: true,
  description: 'The answer holds every event up to this position, and none after it',
} as const;

export class PurchaseModelAnswer implements PurchaseModel {
  @ApiProperty(number)
  readonly r: number;

  @ApiProperty({ ...number, description: 'In the unit of the fit' })
  readonly alpha: number;

  @ApiProperty(number)
  readonly a: number;

  @ApiProperty(number)
  readonly b: number;
}

export class SpendModelAnswer implements SpendModel {
  @ApiProperty(number)
  readonly p: number;

  @ApiProperty(number)
  readonly q: number;

  @ApiProperty({ ...number, description: 'In major units of the currency' })
  readonly v: number;
}

export class FittedPurchasesAnswer implements Fitted<PurchaseModel> {
  @ApiProperty()
  readonly parameters: PurchaseModelAnswer;

  @ApiProperty()
  readonly standardErrors: PurchaseModelAnswer;

  @ApiProperty(number)
  readonly logLikelihood: number;
}

export class FittedSpendAnswer implements Fitted<SpendModel> {
  @ApiProperty()
  readonly parameters: SpendModelAnswer;

  @ApiProperty()
  readonly standardErrors: SpendModelAnswer;

  @ApiProperty(number)
  readonly logLikelihood: number;
}

class LeftOutAnswer implements LeftOut {
  @ApiProperty({ ...count, description: 'Who bought in other currencies alone' })
  readonly customers: number;

  @ApiProperty(count)
  readonly orders: number;
}

export class FittedDataAnswer implements FittedData {
  @ApiProperty({ ...count, description: 'With a purchase' })
  readonly customers: number;

  @ApiProperty({ ...count, description: 'With purchases on two days or more' })
  readonly repeatCustomers: number;

  @ApiProperty({ ...count, description: 'Purchase days without each customer’s first' })
  readonly repeatPurchases: number;

  @ApiProperty(day)
  readonly firstPurchase: string;

  @ApiProperty(day)
  readonly lastPurchase: string;

  @ApiProperty({ ...count, description: 'Repeat customers that the spend model is of' })
  readonly spendingCustomers: number;

  @ApiProperty({
    ...count,
    description: 'Repeat customers without positive spend on repeat purchases, left out of it',
  })
  readonly withoutSpend: number;

  @ApiProperty({ ...number, nullable: true, description: 'Of frequency and mean spend (Pearson)' })
  readonly correlation: number | null;

  @ApiProperty({
    description:
      'Of all purchases those in other currencies, which the fit is not of; none where they were converted',
  })
  readonly leftOut: LeftOutAnswer;
}

class FittedThresholds implements Thresholds {
  @ApiProperty(number)
  readonly recencyDays: number;

  @ApiProperty(number)
  readonly ordersPerMonth: number;

  @ApiProperty(number)
  readonly spendPerYear: number;
}

export class FittedSegmentAnswer implements FittedSegment {
  @ApiProperty()
  readonly name: string;

  @ApiProperty({ enum: schemeNames })
  readonly scheme: SchemeName;

  @ApiProperty()
  readonly thresholds: FittedThresholds;

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'The rules of the scheme when the fit was made: what is predicted is of their members',
  })
  readonly rules: readonly SegmentRule[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'The definition of a segment that an analyst defined, when the fit was made',
  })
  readonly defined?: DefinedSegment;
}

export class LifetimeValueFitAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ format: 'date-time' })
  readonly madeAt: string;

  @ApiProperty(day)
  readonly asOf: string;

  @ApiProperty({ enum: timeUnits })
  readonly unit: TimeUnit;

  @ApiProperty({ description: 'Of the purchases that the fit is of' })
  readonly currency: string;

  @ApiPropertyOptional({
    description: 'Present if purchases in other currencies were converted; predictions convert them, too',
  })
  readonly converted?: ConvertedAnswer;

  @ApiProperty(timeZoneField)
  readonly timeZone: string;

  @ApiProperty({ description: 'The fit knows every event up to this position, and none after it' })
  readonly position: string;

  @ApiPropertyOptional({ type: FittedSegmentAnswer, description: 'Absent: the fit is of all customers' })
  readonly segment?: FittedSegmentAnswer;

  @ApiProperty()
  readonly data: FittedDataAnswer;

  @ApiProperty({ description: 'BG/NBD: how often customers buy, and when they leave' })
  readonly purchases: FittedPurchasesAnswer;

  @ApiProperty({ description: 'Gamma-Gamma: how much they spend on a day' })
  readonly spend: FittedSpendAnswer;

  @ApiProperty({ isArray: true, enum: fitWarnings })
  readonly warnings: readonly FitWarning[];
}

export class LifetimeValueFitList {
  @ApiProperty({ type: [LifetimeValueFitAnswer] })
  readonly items: readonly LifetimeValueFitAnswer[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}

export class PredictionAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiProperty(day)
  readonly firstPurchase: string;

  @ApiProperty({
    ...count,
    description: 'Days with a purchase, the first one not counted',
  })
  readonly frequency: number;

  @ApiProperty({
    ...count,
    description:
      'Days from the first purchase to the last; not the recency of scores, which is daysSinceLast',
  })
  readonly recency: number;

  @ApiProperty({ ...count, description: 'Days from the first purchase to asOf' })
  readonly age: number;

  @ApiProperty({ ...count, description: 'Days from the last purchase to asOf' })
  readonly daysSinceLast: number;

  @ApiProperty({ ...number, minimum: 0, maximum: 1 })
  readonly probabilityAlive: number;

  @ApiProperty({ ...number, description: 'Purchase days within the horizon' })
  readonly expectedPurchases: number;

  @ApiProperty({
    ...mayBeInfinite,
    description: 'On a purchase day, in minor units; null: its mean is infinite',
  })
  readonly expectedSpend: number | null;

  @ApiProperty({
    ...mayBeInfinite,
    description: 'expectedPurchases × expectedSpend × margin, in minor units',
  })
  readonly predictedValue: number | null;

  @ApiProperty({ ...mayBeInfinite, description: 'The same, each day’s share discounted to asOf' })
  readonly discountedValue: number | null;

  @ApiProperty({ ...minor, description: 'Net spend by asOf × margin, in minor units' })
  readonly historicValue: number;
}

/** What predictions stand on. */
class PredictedAnswer extends ReportFrame {
  @ApiProperty({ format: 'uuid' })
  readonly fitId: string;

  @ApiProperty()
  readonly currency: string;

  @ApiProperty({ ...count, description: 'In days' })
  readonly horizonDays: number;

  @ApiProperty({ ...number, description: 'For a year' })
  readonly discountRate: number;

  @ApiProperty({ ...number, description: 'Share of spend that counts as value' })
  readonly margin: number;
}

export class CustomerPredictionAnswer extends PredictedAnswer {
  @ApiProperty()
  readonly prediction: PredictionAnswer;
}

export class PredictionList extends PredictedAnswer {
  @ApiProperty({ type: [PredictionAnswer] })
  readonly items: readonly PredictionAnswer[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}

export class ValueTotals {
  @ApiProperty(count)
  readonly customers: number;

  @ApiProperty({ ...number, description: 'Sum of the probabilities that they are alive' })
  readonly customersAlive: number;

  @ApiProperty(number)
  readonly expectedPurchases: number;

  @ApiProperty({ ...mayBeInfinite, description: 'In minor units; null: one customer’s is infinite' })
  readonly predictedValue: number | null;

  @ApiProperty({ ...mayBeInfinite, description: 'In minor units; null: one customer’s is infinite' })
  readonly discountedValue: number | null;

  @ApiProperty(minor)
  readonly historicValue: number;
}

export class GroupValueTotals extends ValueTotals {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The period of the first purchase (2017-08, 2017Q3, 2017), or the segment; null: in none',
  })
  readonly key: string | null;
}

export class ValueTotalsAnswer extends PredictedAnswer {
  @ApiProperty({ type: [GroupValueTotals] })
  readonly groups: readonly GroupValueTotals[];

  @ApiProperty()
  readonly total: ValueTotals;
}

export class ComparedAnswer {
  @ApiProperty({ ...number, description: 'By the model' })
  readonly expected: number;

  @ApiProperty({
    ...number,
    description: 'By each customer’s rate so far: frequency ÷ age',
  })
  readonly naive: number;

  @ApiProperty(number)
  readonly actual: number;
}

export class WeekComparedAnswer {
  @ApiProperty({ ...count, description: 'Weeks since the day of the fit, from 1' })
  readonly week: number;

  @ApiProperty({ ...day, description: 'Its last day' })
  readonly until: string;

  @ApiProperty()
  readonly cumulative: ComparedAnswer;

  @ApiProperty()
  readonly incremental: ComparedAnswer;
}

export class FrequencyComparedAnswer extends ComparedAnswer {
  @ApiProperty({ description: 'By the day of the fit: 0 to 6, and 7+' })
  readonly frequency: string;

  @ApiProperty(count)
  readonly customers: number;
}

export class ErrorsAnswer {
  @ApiProperty(number)
  readonly model: number;

  @ApiProperty(number)
  readonly naive: number;
}

export class ValidationAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly fitId: string;

  @ApiProperty({ ...day, description: 'The day of the fit' })
  readonly asOf: string;

  @ApiProperty(day)
  readonly holdoutUntil: string;

  @ApiProperty(timeZoneField)
  readonly timeZone: string;

  @ApiProperty(positionField)
  readonly position: string | null;

  @ApiProperty({ ...count, description: 'With a purchase by the day of the fit' })
  readonly customers: number;

  @ApiProperty({ description: 'Purchase days of all in the hold-out' })
  readonly total: ComparedAnswer;

  @ApiProperty({ type: [WeekComparedAnswer] })
  readonly weeks: readonly WeekComparedAnswer[];

  @ApiProperty({ type: [FrequencyComparedAnswer], description: 'Means for each customer' })
  readonly byFrequency: readonly FrequencyComparedAnswer[];

  @ApiProperty({ description: 'The mean over customers of |expected − actual|' })
  readonly meanAbsoluteError: ErrorsAnswer;
}
