import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Personal } from '../../platform/index.js';
import { ReportFrame } from '../report.frame.js';
import { schemeNames } from './segment-rules.js';

const minor = { type: 'integer' } as const;
const score = { type: 'integer', minimum: 1, maximum: 5 } as const;
const text = { type: 'string', nullable: true } as const;

export class ScoresAnswer {
  @ApiProperty({ ...score, description: '5: the latest orders' })
  readonly recency: number;

  @ApiProperty({ ...score, description: '5: the most orders' })
  readonly frequency: number;

  @ApiProperty({ ...score, description: '5: the highest net spend' })
  readonly monetary: number;
}

export class CustomerScores {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @Personal('name')
  @ApiProperty(text)
  readonly name: string | null;

  @ApiProperty({ ...text, description: 'null if no rule holds' })
  readonly segment: string | null;

  @ApiProperty({ ...text, description: 'Orders in it alone make the scores' })
  readonly currency: string | null;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly orders: number;

  @ApiProperty({ ...minor, description: 'Net spend, in minor units' })
  readonly net: number;

  @ApiProperty({ type: 'string', format: 'date' })
  readonly lastOrder: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Days from the last order to asOf' })
  readonly daysSince: number;

  @ApiProperty({
    description:
      'By quintiles: 1 + ⌊5 × (customers with a lower value) ÷ (all customers)⌋, so that equal values score equally; by thresholds: 5 where it is reached, else 1',
  })
  readonly scores: ScoresAnswer;
}

export class RfmAnswer extends ReportFrame {
  @ApiProperty({ enum: schemeNames })
  readonly scheme: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Rows on all pages: a customer has one for each currency that it ordered in',
  })
  readonly count: number;

  @ApiProperty({ type: [CustomerScores], description: 'Currency by currency' })
  readonly items: readonly CustomerScores[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}

export class SegmentFigures {
  @ApiProperty({ ...text, description: 'null: customers that no rule holds for' })
  readonly segment: string | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly customers: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Of the customers with an order in the currency that the filters let pass, from 0 to 1',
  })
  readonly share: number | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly orders: number;

  @ApiProperty(text)
  readonly currency: string | null;

  @ApiProperty({ ...minor, description: 'Net spend, in minor units' })
  readonly net: number;
}

export class DefinedSegmentFigures {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ description: 'Its name' })
  readonly segment: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly customers: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Of the customers that the filters let pass, with or without an order',
  })
  readonly share: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of members, in the currency' })
  readonly orders: number;

  @ApiProperty({ ...text, description: 'The one asked for, else that of the segment, else each' })
  readonly currency: string | null;

  @ApiProperty({ ...minor, description: 'Net spend, in minor units' })
  readonly net: number;
}

export class SegmentsAnswer extends ReportFrame {
  @ApiProperty({ enum: schemeNames })
  readonly scheme: string;

  @ApiProperty({ type: [SegmentFigures], description: 'Currency by currency' })
  readonly segments: readonly SegmentFigures[];

  @ApiProperty({
    type: [DefinedSegmentFigures],
    description:
      'The segments that analysts defined, by name, each currency by itself; a customer may be in several of them. Those with a condition on tags are left out without the scope pii:read',
  })
  readonly defined: readonly DefinedSegmentFigures[];
}

export class MoveFigures {
  @ApiProperty({ ...text, description: 'The segment on the first day; no-purchase: no order by then' })
  readonly fromSegment: string | null;

  @ApiProperty({ ...text, description: 'The segment on the last day' })
  readonly toSegment: string | null;

  @ApiProperty({
    ...text,
    description:
      'Whose orders are scored; null for a segment that an analyst defined: its members are of none',
  })
  readonly currency: string | null;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly customers: number;
}

export class MovedCustomer {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @Personal('name')
  @ApiProperty(text)
  readonly name: string | null;

  @ApiProperty(text)
  readonly fromSegment: string | null;

  @ApiProperty(text)
  readonly toSegment: string | null;

  @ApiProperty(text)
  readonly currency: string | null;

  @ApiProperty({ ...minor, description: 'Net spend by the last day, in minor units' })
  readonly net: number;
}

export class MovesAnswer extends ReportFrame {
  @ApiProperty({ enum: schemeNames })
  readonly scheme: string;

  @ApiProperty({ format: 'date', description: 'The first day; the last one is asOf' })
  readonly from: string;

  @ApiProperty({ type: [MoveFigures], description: 'Currency by currency; those who stayed included' })
  readonly matrix: readonly MoveFigures[];

  @ApiProperty({
    type: [MovedCustomer],
    description: 'Who moved, currency by currency, the highest net spend first',
  })
  readonly moved: readonly MovedCustomer[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}
