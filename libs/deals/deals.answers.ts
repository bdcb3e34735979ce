import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListAnswer, type Revised, Personal } from '../platform/index.js';
import { type ExistingDeal } from './deals.state.js';

export const dealStatuses = ['open', 'won', 'lost'] as const;

const instant = { type: 'string', format: 'date-time' } as const;

export class DealLineAnswer {
  @ApiProperty()
  readonly product: string;

  @ApiPropertyOptional()
  readonly category?: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly quantity: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'For all of its quantity, in minor units' })
  readonly amount: number;
}

/** A deal as it stands. */
export class DealAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of its stream: also in the ETag' })
  readonly revision: number;

  @ApiPropertyOptional({ format: 'uuid', description: 'Absent while the customer is not known' })
  readonly customerId?: string;

  @Personal('text')
  @ApiPropertyOptional()
  readonly name?: string;

  @ApiProperty({ enum: dealStatuses })
  readonly status: (typeof dealStatuses)[number];

  @ApiProperty({ description: 'Where it stands; closed, the stage it was closed from' })
  readonly stage: string;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'The chance of winning from this stage; won: 1, lost: 0',
  })
  readonly probability: number;

  @ApiProperty({ type: [DealLineAnswer], description: 'Empty when only an amount is known' })
  readonly lines: readonly DealLineAnswer[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'In minor units; what the lines add up to' })
  readonly amount: number;

  @ApiProperty({ example: 'EUR' })
  readonly currency: string;

  @ApiPropertyOptional()
  readonly owner?: string;

  @ApiPropertyOptional()
  readonly source?: string;

  @ApiPropertyOptional({ format: 'date' })
  readonly expectedClose?: string;

  @ApiProperty(instant)
  readonly openedAt: string;

  @ApiPropertyOptional({ description: 'openedAt is made up: nobody knows when it was' })
  readonly openedAtEstimated?: boolean;

  @ApiPropertyOptional({ ...instant, description: 'When it was won or lost' })
  readonly closedAt?: string;

  @ApiPropertyOptional({ description: 'Why it was lost' })
  readonly reason?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The order booked for the win' })
  readonly orderId?: string;
}

export class DealsAnswer extends ListAnswer {
  @ApiProperty({ type: [DealAnswer] })
  readonly items: readonly DealAnswer[];
}

/** A closed deal keeps the chance that it had, for when it is opened again; but its outcome is known. */
const chanceOf = ({ status, probability }: ExistingDeal): number => {
  switch (status) {
    case 'open':
      return probability;
    case 'won':
      return 1;
    case 'lost':
      return 0;
  }
};

/** The deal in the shape of the interface: ids and amounts by their names there, nothing that only deciding needs. */
export const dealAnswer = (existing: ExistingDeal & Revised): DealAnswer => {
  const { dealId: id, amountMinor: amount, lines, wins: _wins, lastStepAt: _lastStepAt, ...deal } = existing;
  return {
    ...deal,
    id,
    probability: chanceOf(existing),
    lines: lines.map(({ amountMinor, ...line }) => ({ ...line, amount: amountMinor })),
    amount,
  };
};
