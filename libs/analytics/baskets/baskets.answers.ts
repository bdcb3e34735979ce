import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ReportFrame } from '../report.frame.js';

/** What is bought together: in one order, on one day, or by one customer at whatever time. */
export const basketKinds = ['order', 'day', 'customer'] as const;
export type BasketKind = (typeof basketKinds)[number];

const count = { type: 'integer', minimum: 0 } as const;
const rate = { type: 'number', minimum: 0, maximum: 1 } as const;

/** Who buys `product` also buys `together`. */
export class ProductsTogether {
  @ApiProperty()
  readonly product: string;

  @ApiProperty()
  readonly together: string;

  @ApiProperty({ ...count, description: 'Baskets with both' })
  readonly baskets: number;

  @ApiProperty({ ...rate, description: 'Baskets with both ÷ all baskets' })
  readonly support: number;

  @ApiProperty({ ...rate, description: 'Baskets with both ÷ baskets with product' })
  readonly confidence: number;

  @ApiProperty({
    type: 'number',
    description: 'confidence ÷ (baskets with together ÷ all baskets), two decimals; 1: independent',
  })
  readonly lift: number;
}

export class BasketsAnswer extends ReportFrame {
  @ApiProperty({ enum: basketKinds })
  readonly within: BasketKind;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly from: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly to: string | null;

  @ApiProperty({ ...count, description: 'All baskets, with one product or several' })
  readonly baskets: number;

  @ApiProperty({ type: [ProductsTogether], description: 'Each pair both ways' })
  readonly items: readonly ProductsTogether[];

  @ApiPropertyOptional({ type: 'string', description: 'Cursor of the next page; absent on the last page' })
  readonly nextCursor?: string;
}
