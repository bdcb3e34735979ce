import { CancelOrder, PlaceOrder, RefundOrder } from '../orders/orders.commands.js';
import { currency, products } from './catalogue.js';
import { DAY, type Story, workingHours } from './story.js';

const CHANNELS = [
  ['web', 6],
  ['shop', 3],
  ['phone', 1],
] as const;

/**
 * Orders at a customer's own pace, until the customer is gone: after each order there is a chance that it was the last.
 * Some are refunded in part or whole, few cancelled.
 */
export const tellOrders = (story: Story, since: number): void => {
  const { random } = story;
  const daysBetween = 20 + random.waiting(110);
  const leaves = 0.03 + random.next() * 0.3;
  const favourite = random.pick(products);
  let at = since + random.waiting(10) * DAY;
  for (let number = 1; at <= story.end && number <= 200; number += 1) {
    const lines = Array.from({ length: random.weighted(LINES) }, () => {
      const { product, category, price } = random.chance(0.5) ? favourite : random.pick(products);
      const quantity = random.weighted(QUANTITIES);
      return { product, category, quantity, amount: price * quantity };
    });
    const total = lines.reduce((sum, { amount }) => sum + amount, 0);
    const id = story.idOf('order', number);
    const placedAt = workingHours(at, random);
    story.tell(PlaceOrder, id, placedAt, {
      customerId: story.customerId,
      lines,
      currency,
      channel: random.weighted(CHANNELS),
      ...(random.chance(0.1) ? { discount: Math.floor(total / 10) } : {}),
    });
    tellRegret(story, id, placedAt, total);
    if (random.chance(leaves)) return;
    at += Math.max(1, random.waiting(daysBetween)) * DAY;
  }
};

const LINES = [
  [1, 6],
  [2, 3],
  [3, 1],
] as const;

const QUANTITIES = [
  [1, 7],
  [2, 2],
  [4, 1],
] as const;

const tellRegret = (story: Story, id: string, placedAt: number, total: number): void => {
  const { random } = story;
  const at = placedAt + random.whole(1, 14) * DAY;
  const fate = random.next();
  if (fate < 0.03) story.tell(RefundOrder, id, at, { amount: Math.ceil(total / 4), reason: 'damaged' });
  else if (fate < 0.045) story.tell(RefundOrder, id, at, { reason: 'sent back' });
  else if (fate < 0.055) story.tell(CancelOrder, id, at, { reason: 'out of stock' });
};
