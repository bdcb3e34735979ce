import { type LineBody } from '../../platform/index.js';
import { splitMinor, sumMinor } from '../../platform/money/index.js';
import { type PlaceOrder } from '../orders.commands.js';
import { OrderError } from '../orders.errors.js';
import { type OrderEvent, type OrderLine } from '../orders.events.js';
import { type Order } from '../orders.state.js';

const lineOf = ({ product, category, quantity, amount }: LineBody, discountMinor: number): OrderLine => ({
  product,
  ...(category === undefined ? {} : { category }),
  quantity,
  grossMinor: amount,
  discountMinor,
  netMinor: amount - discountMinor,
});

export const place = ({ id, data, envelope }: PlaceOrder, order: Order): OrderEvent[] => {
  if (order.status !== 'unknown')
    throw new OrderError('order-already-placed', `order ${id} is there already`);
  const { customerId, lines, currency, discount = 0, channel, dealId } = data;
  const amounts = lines.map(({ amount }) => amount);
  const grossMinor = sumMinor(amounts);
  if (grossMinor === undefined)
    throw new OrderError('total-too-large', 'the lines add up to more than can be kept exactly');
  if (discount > grossMinor)
    throw new OrderError(
      'discount-above-total',
      `a discount of ${discount} is more than the lines' ${grossMinor}`,
    );
  const discounts = splitMinor(discount, amounts);
  return [
    {
      type: 'OrderPlaced',
      data: {
        customerId,
        currency,
        ...(channel === undefined ? {} : { channel }),
        ...(dealId === undefined ? {} : { dealId }),
        orderId: id,
        occurredAt: envelope.occurredAt,
        lines: lines.map((line, index) => lineOf(line, discounts[index] ?? 0)),
        grossMinor,
        discountMinor: discount,
        totalMinor: grossMinor - discount,
      },
    },
  ];
};
