import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ConvertedAnswer } from '../report.frame.js';
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
