import { describe, it } from '@jest/globals';
import { occurring, specification } from '../event-sourcing/testing.js';
import { derivedId } from '../event-sourcing/core.js';
import {
  AssignDeal,
  AttachDeal,
  LoseDeal,
  MoveDeal,
  OpenDeal,
  type OpenDealBody,
  ReopenDeal,
  ReviseDeal,
  UnassignDeal,
  WinDeal,
  type WinDealBody,
} from './deals.commands.js';
import { dealDecider } from './deals.decider.js';
import {
  type DealAssigned,
  type DealUnassigned,
  type DealAttached,
  type DealLost,
  type DealOpened,
  type DealReopened,
  type DealRevised,
  type DealStageChanged,
  type DealWon,
} from './deals.events.js';

const { given } = specification(
  dealDecider([
    { name: 'prospecting', probability: 0.1 },
    { name: 'proposal', probability: 0.5 },
  ]),
);

const id = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const customerId = '6f1d8a52-93ab-5c0e-8f1d-0a6d5f3b7a12';
const other = '6f1d8a52-93ab-5c0e-8f1d-0a6d5f3b7a13';
const day = (number: number) => `2026-03-0${number}T09:00:00.000Z`;

const body: OpenDealBody = {
  currency: 'EUR',
  lines: [
    { product: 'GTX Pro', category: 'GTX', quantity: 2, amount: 3000 },
    { product: 'MG Special', quantity: 1, amount: 1000 },
  ],
  owner: 'anna',
};
const terms = {
  lines: [
    { product: 'GTX Pro', category: 'GTX', quantity: 2, amountMinor: 3000 },
    { product: 'MG Special', quantity: 1, amountMinor: 1000 },
  ],
  amountMinor: 4000,
  currency: 'EUR',
};
const snapshot = { ...terms, stage: 'prospecting', probability: 0.1, owner: 'anna', openedAt: day(1) };
const on = (number: number) => ({ dealId: id, customerId, occurredAt: day(number) });
const orderId = derivedId('order-of-win', id, '1');

const opening = (changes: Partial<OpenDealBody> = {}) =>
  new OpenDeal(id, { ...body, customerId, ...changes }, occurring(day(1)));
const attaching = (to = customerId) => new AttachDeal(id, { customerId: to }, occurring(day(2)));
const moving = (stage: string, at = 3) => new MoveDeal(id, { stage }, occurring(day(at)));
const revising = (data: ReviseDeal['data']) => new ReviseDeal(id, data, occurring(day(2)));
const assigning = (owner: string) => new AssignDeal(id, { owner }, occurring(day(2)));
const winning = (data: WinDealBody = {}, at = 4) => new WinDeal(id, data, occurring(day(at)));
const losing = (at = 4) => new LoseDeal(id, { reason: 'price' }, occurring(day(at)));
const reopening = (data: ReopenDeal['data'] = {}, at = 5) => new ReopenDeal(id, data, occurring(day(at)));

const opened: DealOpened = { type: 'DealOpened', data: { ...on(1), ...snapshot } };
const openedForNobody: DealOpened = {
  type: 'DealOpened',
  data: { dealId: id, occurredAt: day(1), ...snapshot },
};
const attached: DealAttached = { type: 'DealAttached', data: { ...on(2), ...snapshot, status: 'open' } };
const moved: DealStageChanged = {
  type: 'DealStageChanged',
  data: {
    ...on(3),
    stage: 'proposal',
    probability: 0.5,
    previousStage: 'prospecting',
    amountMinor: 4000,
    currency: 'EUR',
    owner: 'anna',
  },
};
const inProposal = { ...snapshot, stage: 'proposal', probability: 0.5 };
const won: DealWon = { type: 'DealWon', data: { ...on(4), ...inProposal, win: 1, orderId } };
const lost: DealLost = { type: 'DealLost', data: { ...on(4), ...inProposal, reason: 'price' } };
const reopened: DealReopened = {
  type: 'DealReopened',
  data: { ...on(5), ...inProposal, previously: 'won', closedAt: day(4), win: 1, orderId },
};

describe('a deal', () => {
  it('is opened in the first stage, with lines that add up to its amount', () => {
    given().when(opening()).then(opened);
  });

  it('is opened once', () => {
    given(opened).when(opening()).thenFails('deal-already-open');
  });

  it('may be opened in a later stage, for nobody known, for one amount and product, at a day made up', () => {
    const { customerId: _nobody, lines: _lines, ...rest } = opening().data;
    const data = { ...rest, stage: 'proposal', product: 'GTK 500', amount: 700, occurredAtEstimated: true };
    given()
      .when(new OpenDeal(id, data, occurring(day(1))))
      .then({
        type: 'DealOpened',
        data: {
          ...openedForNobody.data,
          stage: 'proposal',
          probability: 0.5,
          lines: [{ product: 'GTK 500', quantity: 1, amountMinor: 700 }],
          amountMinor: 700,
          openedAtEstimated: true,
        },
      });
  });

  it('is not opened in an unknown stage, with two amounts, or with more than can be counted', () => {
    const dear = { product: 'Island', quantity: 1, amount: 1e15 };
    given()
      .when(opening({ stage: 'dreaming' }))
      .thenFails('unknown-stage');
    given()
      .when(opening({ amount: 4000 }))
      .thenFails('ambiguous-amount');
    given()
      .when(opening({ lines: Array.from({ length: 10 }, () => dear) }))
      .thenFails('total-too-large');
  });

  it('is attached to a customer once, carrying all that is known of it', () => {
    given(openedForNobody).when(attaching()).then(attached);
    given(openedForNobody, attached).when(attaching()).thenNothing();
    given(openedForNobody, attached).when(attaching(other)).thenFails('deal-already-attached');
    given(opened).when(attaching(other)).thenFails('deal-already-attached');
  });

  it('may be attached after it was lost', () => {
    const { customerId: _nobody, ...loss } = lost.data;
    given(openedForNobody, { type: 'DealLost', data: loss })
      .when(new AttachDeal(id, { customerId }, occurring(day(5))))
      .then({
        type: 'DealAttached',
        data: { ...on(5), ...snapshot, status: 'lost', closedAt: day(4), reason: 'price' },
      });
  });

  it('is revised, saying what is new', () => {
    const revised: DealRevised = {
      type: 'DealRevised',
      data: {
        ...on(2),
        ...terms,
        name: 'Fleet',
        expectedClose: '2026-06-30',
        changed: ['name', 'expectedClose'],
      },
    };
    given(opened)
      .when(revising({ name: 'Fleet', expectedClose: '2026-06-30' }))
      .then(revised);
    given(opened, revised)
      .when(revising({ name: 'Fleet' }))
      .thenNothing();
  });

  it('spreads a new amount over its lines, or gives it to one product', () => {
    const [gtx, mg] = terms.lines;
    given(opened)
      .when(revising({ amount: 5001 }))
      .then({
        type: 'DealRevised',
        data: {
          ...on(2),
          ...terms,
          lines: [
            { ...gtx, product: 'GTX Pro', quantity: 2, amountMinor: 3751 },
            { ...mg, product: 'MG Special', quantity: 1, amountMinor: 1250 },
          ],
          amountMinor: 5001,
          changed: ['amount', 'lines'],
        },
      });
    given(opened)
      .when(revising({ product: 'GTK 500' }))
      .then({
        type: 'DealRevised',
        data: {
          ...on(2),
          ...terms,
          lines: [{ product: 'GTK 500', quantity: 1, amountMinor: 4000 }],
          changed: ['lines'],
        },
      });
    given(opened)
      .when(revising({ category: 'GTK' }))
      .thenFails('ambiguous-amount');
  });

  it('is assigned', () => {
    const assigned: DealAssigned = {
      type: 'DealAssigned',
      data: { ...on(2), owner: 'bo', previousOwner: 'anna' },
    };
    given(opened).when(assigning('bo')).then(assigned);
    given(opened, assigned).when(assigning('bo')).thenNothing();
  });

  it('is nobody’s again', () => {
    const unassigned: DealUnassigned = {
      type: 'DealUnassigned',
      data: { ...on(2), previousOwner: 'anna' },
    };
    const unassigning = new UnassignDeal(id, {}, occurring(day(2)));
    given(opened).when(unassigning).then(unassigned);
    given(opened, unassigned).when(unassigning).thenNothing();
    given(opened, won).when(unassigning).thenFails('deal-closed');
  });
});

describe('a deal on its way', () => {
  it('moves to any other stage', () => {
    given(opened).when(moving('proposal')).then(moved);
    given(opened, moved).when(moving('proposal')).thenNothing();
    given(opened, moved)
      .when(moving('prospecting', 4))
      .then({
        type: 'DealStageChanged',
        data: { ...moved.data, ...on(4), stage: 'prospecting', probability: 0.1, previousStage: 'proposal' },
      });
    given(opened).when(moving('dreaming')).thenFails('unknown-stage');
  });

  it('is won, and an order booked', () => {
    given(opened, moved).when(winning()).then(won);
  });

  it('may be won for another amount, without an order', () => {
    const { orderId: _none, ...data } = won.data;
    given(opened, moved)
      .when(winning({ amount: 2000, bookOrder: false }))
      .then({
        type: 'DealWon',
        data: {
          ...data,
          lines: [
            { product: 'GTX Pro', category: 'GTX', quantity: 2, amountMinor: 1500 },
            { product: 'MG Special', quantity: 1, amountMinor: 500 },
          ],
          amountMinor: 2000,
        },
      });
  });

  it('is won without an order when it says neither for what nor for how much', () => {
    const { lines: _lines, ...rest } = opening().data;
    const nothing = { lines: [], amountMinor: 0 };
    const openedForNothing: DealOpened = { type: 'DealOpened', data: { ...opened.data, ...nothing } };
    const { orderId: _none, ...data } = { ...won.data, ...snapshot, ...nothing };
    given()
      .when(new OpenDeal(id, rest, occurring(day(1))))
      .then(openedForNothing);
    given(openedForNothing).when(winning()).then({ type: 'DealWon', data });
    given(openedForNothing)
      .when(winning({ amount: 4000 }))
      .then({ type: 'DealWon', data: { ...data, amountMinor: 4000, orderId } });
  });

  it('is won with an order also when what it is for costs nothing', () => {
    const gift = { lines: [{ product: 'GTX Pro', quantity: 1, amountMinor: 0 }], amountMinor: 0 };
    given({ type: 'DealOpened', data: { ...opened.data, ...gift } })
      .when(winning())
      .then({ type: 'DealWon', data: { ...won.data, ...snapshot, ...gift } });
  });

  it('is won only for a customer', () => {
    given(openedForNobody).when(winning()).thenFails('deal-without-customer');
    given(openedForNobody, attached)
      .when(winning())
      .then({ type: 'DealWon', data: { ...won.data, ...snapshot } });
  });

  it('is lost for a reason', () => {
    given(opened, moved).when(losing()).then(lost);
  });

  it('changes no more once it is closed', () => {
    for (const closing of [won, lost])
      for (const command of [
        moving('prospecting', 5),
        revising({ amount: 1 }),
        assigning('bo'),
        winning({}, 5),
        losing(5),
      ])
        given(opened, moved, closing).when(command).thenFails('deal-closed');
  });

  it('takes no step that occurred before the last', () => {
    given(opened, moved).when(moving('prospecting', 2)).thenFails('occurred-before-last');
    given(opened, moved).when(winning({}, 2)).thenFails('occurred-before-last');
    given(opened, moved).when(losing(2)).thenFails('occurred-before-last');
    given(opened, moved, won).when(reopening({}, 3)).thenFails('occurred-before-last');
  });

  it('is there before anything else happens to it', () => {
    for (const command of [
      attaching(),
      moving('proposal'),
      revising({ amount: 1 }),
      assigning('bo'),
      winning(),
      losing(),
      reopening(),
    ])
      given().when(command).thenFails('deal-not-found');
  });
});

describe('a closed deal', () => {
  it('is reopened in the stage it left, its win undone', () => {
    given(opened, moved, won).when(reopening()).then(reopened);
  });

  it('may be reopened in another stage', () => {
    given(opened, moved, lost)
      .when(reopening({ stage: 'prospecting' }))
      .then({
        type: 'DealReopened',
        data: { ...on(5), ...snapshot, previously: 'lost', closedAt: day(4) },
      });
    given(opened, moved, lost)
      .when(reopening({ stage: 'dreaming' }))
      .thenFails('unknown-stage');
  });

  it('is reopened once', () => {
    given(opened, moved, won, reopened).when(reopening()).thenFails('deal-not-closed');
    given(opened).when(reopening()).thenFails('deal-not-closed');
  });

  it('is won anew, with an order of its own', () => {
    given(opened, moved, won, reopened)
      .when(winning({}, 6))
      .then({
        type: 'DealWon',
        data: { ...won.data, occurredAt: day(6), win: 2, orderId: derivedId('order-of-win', id, '2') },
      });
  });
});
