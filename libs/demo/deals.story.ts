import { LoseDeal, MoveDeal, OpenDeal, ReviseDeal, WinDeal } from '../deals/deals.commands.js';
import { agents, contracts, currency, lossReasons, sources } from './catalogue.js';
import { DAY, type Story, workingHours } from './story.js';

const NEXT_STAGES = ['engaging', 'proposal', 'negotiation'] as const;

/** A deal now and then: it moves through the default stages, and is won, lost, or still open at the end. */
export const tellDeals = (story: Story, since: number, deals: number): void => {
  const { random } = story;
  let at = since + random.waiting(30) * DAY;
  for (let number = 1; number <= deals && at <= story.end; number += 1) {
    tellDeal(story, number, workingHours(at, random));
    at += (60 + random.waiting(250)) * DAY;
  }
};

const tellDeal = (story: Story, number: number, openedAt: number): void => {
  const { random } = story;
  const id = story.idOf('deal', number);
  const { product, category, price } = random.pick(contracts);
  const quantity = random.whole(1, 3);
  const amount = price * quantity;
  story.tell(OpenDeal, id, openedAt, {
    customerId: story.customerId,
    name: `${product} ${number}`,
    lines: [{ product, category, quantity, amount }],
    currency,
    owner: random.pick(agents),
    source: random.pick(sources),
    expectedClose: new Date(openedAt + 90 * DAY).toISOString().slice(0, 'YYYY-MM-DD'.length),
  });
  let at = openedAt;
  for (const stage of NEXT_STAGES) {
    at += random.whole(3, 30) * DAY;
    if (random.chance(0.12)) {
      story.tell(LoseDeal, id, at, { reason: random.pick(lossReasons) });
      return;
    }
    story.tell(MoveDeal, id, at, { stage });
  }
  const agreed = Math.round((amount * random.whole(85, 100)) / 100);
  if (random.chance(0.3)) story.tell(ReviseDeal, id, at + DAY, { amount: agreed });
  at += random.whole(2, 25) * DAY;
  if (random.chance(0.7)) story.tell(WinDeal, id, at, { amount: agreed });
  else story.tell(LoseDeal, id, at, { reason: random.pick(lossReasons) });
};
