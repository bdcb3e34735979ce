import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListAnswer, type Revised } from '../platform/index.js';
import { leftOf, type RefundableLine, type ExistingOrder } from './orders.state.js';

export const orderStatuses = ['placed', 'cancelled'] as const;

const Minor = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'integer', minimum: 0, description: `${description}, in minor units` });

export class OrderLineAnswer {
  @ApiProperty()
  readonly product: string;

  @ApiPropertyOptional()
  readonly category?: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly quantity: number;

  @Minor('Amount of the line before discount')
  readonly beforeDiscount: number;

  @Minor("The line's share of the order's discount")
  readonly discount: number;

  @Minor('What was to be paid: beforeDiscount − discount')
  readonly gross: number;

  @Minor('Given back so far')
  readonly refunded: number;

  @Minor('What is left, and may still be given back: gross − refunded')
  readonly net: number;
}

/** An order as it stands. Each of its amounts is the sum of its lines'. */
export class OrderAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of its stream: also in the ETag' })
  readonly revision: number;

  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The deal that the order came from' })
  readonly dealId?: string;

  @ApiProperty({ enum: orderStatuses })
  readonly status: (typeof orderStatuses)[number];

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly placedAt: string;

  @ApiPropertyOptional()
  readonly channel?: string;

  @ApiProperty({ example: 'EUR' })
  readonly currency: string;

  @ApiProperty({ type: [OrderLineAnswer] })
  readonly lines: readonly OrderLineAnswer[];

  @Minor('Amount before discount')
  readonly beforeDiscount: number;

  @Minor('Taken off')
  readonly discount: number;

  @Minor('What was to be paid: beforeDiscount − discount')
  readonly gross: number;

  @Minor('Given back so far, all of it once the order is cancelled')
  readonly refunded: number;

  @Minor('What is left, and may still be given back: gross − refunded')
  readonly net: number;
}

export class OrdersAnswer extends ListAnswer {
  @ApiProperty({ type: [OrderAnswer] })
  readonly items: readonly OrderAnswer[];
}

const lineAnswer = ({
  grossMinor: beforeDiscount,
  discountMinor: discount,
  netMinor: gross,
  refundedMinor: refunded,
  ...line
}: RefundableLine): OrderLineAnswer => ({
  ...line,
  beforeDiscount,
  discount,
  gross,
  refunded,
  net: gross - refunded,
});

/** The order in the shape of the interface, with its sums. */
export const orderAnswer = ({
  orderId: id,
  lines,
  lastStepAt: _lastStepAt,
  ...order
}: ExistingOrder & Revised): OrderAnswer => {
  const sum = (amountOf: (line: RefundableLine) => number) =>
    lines.reduce((total, line) => total + amountOf(line), 0);
  return {
    ...order,
    id,
    lines: lines.map(lineAnswer),
    beforeDiscount: sum(({ grossMinor }) => grossMinor),
    discount: sum(({ discountMinor }) => discountMinor),
    gross: sum(({ netMinor }) => netMinor),
    refunded: sum(({ refundedMinor }) => refundedMinor),
    net: sum(leftOf),
  };
};
