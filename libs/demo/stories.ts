import { GiveConsent, WithdrawConsent } from '../customers/consents.commands.js';
import { RegisterCustomer } from '../customers/registration.commands.js';
import { RelateCustomer, TagCustomer } from '../customers/relations.commands.js';
import { derivedId } from '../event-sourcing/core.js';
import { agents, sources } from './catalogue.js';
import { tellDeals } from './deals.story.js';
import { identityOf } from './identities.js';
import { tellInteractions } from './interactions.story.js';
import { tellOrders } from './orders.story.js';
import { Random } from './random.js';
import { DAY, type DemoCommand, Story, workingHours } from './story.js';

export interface StoriesOptions {
  /** Another seed makes another company. */
  readonly seed: number;
  readonly customers: number;
  /** When the stories end, in milliseconds since 1970; they begin up to five years before. */
  readonly end: number;
  /** Through which service the commands are sent: ids of what they create are derived from it. */
  readonly service: string;
}

const YEARS = 5;

/**
 * The made-up histories of many customers, one after another: for each, its commands in the order that they happened.
 * The same options give the same commands, and the first thousand customers of two thousand are those of one thousand.
 */
export function* stories(options: StoriesOptions): Generator<readonly DemoCommand[]> {
  for (let number = 0; number < options.customers; number += 1) yield storyOf(number, options);
}

const kindOf = (number: number) => (number % 10 < 3 ? 'organisation' : 'person');

const storyOf = (number: number, { seed, end, service }: StoriesOptions): readonly DemoCommand[] => {
  const random = new Random(seed, number);
  const name = `demo/${seed}/${new Date(end).toISOString()}`;
  const customerOf = (which: number) => derivedId(name, 'customer', `${which}`);
  const story = new Story(random, customerOf(number), end, `${name}/${number}`);
  const registeredAt = workingHours(end - random.whole(1, YEARS * 365) * DAY, random);
  const kind = kindOf(number);
  story.tell(RegisterCustomer, story.customerId, registeredAt, {
    ...identityOf(kind, number, random),
    source: random.pick(sources),
    owner: random.pick(agents),
    // Of no other company's customers: an external id belongs to one.
    externalIds: [{ system: 'shop', id: `C-${story.customerId.replaceAll('-', '').slice(0, 12)}` }],
  });
  if (kind === 'person' && number > 10 && random.chance(0.15)) {
    const employer = random.whole(0, Math.floor(number / 10) - 1) * 10 + random.whole(0, 2);
    const relatedId = customerOf(employer);
    story.tell(RelateCustomer, story.customerId, registeredAt + DAY, { relation: 'works-for', relatedId });
  }
  tellConsent(story, registeredAt);
  const after = registeredAt + DAY;
  tellOrders(story, after);
  tellInteractions(story, after, service);
  tellDeals(story, after, kind === 'organisation' ? random.whole(0, 4) : Number(random.chance(0.05)));
  return story.commands;
};

const tellConsent = (story: Story, registeredAt: number): void => {
  const { random, customerId } = story;
  if (random.chance(0.05)) story.tell(TagCustomer, customerId, registeredAt + DAY, { tags: ['vip'] });
  if (!random.chance(0.5)) return;
  const consent = { purpose: 'newsletter', channel: 'e-mail' } as const;
  story.tell(GiveConsent, customerId, registeredAt + 60_000, consent);
  if (random.chance(0.15)) {
    story.tell(WithdrawConsent, customerId, registeredAt + random.whole(10, 600) * DAY, consent);
  }
};
