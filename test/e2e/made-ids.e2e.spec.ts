import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dossierContexts } from '../../apps/composition.js';
import {
  type CommandAccepted,
  EventCodec,
  type EventStore,
  type StoredEvent,
} from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { type BoundedContext, CommandCatalogue, CommandSender, CONTEXTS } from '../../libs/platform/index.js';
import { InProcessService } from '../support/in-process.service.js';
import { parcelsContext } from '../contexts/parcels/parcels.module.js';

const contexts = [...dossierContexts, parcelsContext];

/** Sends a command under a key of its own. */
type Make = (type: string, data: object, id?: string) => Promise<CommandAccepted>;

/** What a command is sent with: something new for it to change, or no `id` where it creates something. */
type Example = (make: Make) => Promise<{ readonly id?: string; readonly data: object }>;

const line = { product: 'Kettle', quantity: 1, amount: 1_000 };
const mail = { kind: 'e-mail', value: 'ada@example.org' };
const phone = { kind: 'phone', value: '+86 10 6552 9988' };
/** Another one each time: no two customers have one in common. */
let externalIds = 0;
const newExternalId = () => ({ system: 'erp', id: `${(externalIds += 1)}` });
let segments = 0;
const newSegment = () => ({
  name: `segment-${(segments += 1)}`,
  anyOf: [{ allOf: [{ field: 'tag', in: ['vip'] }] }],
});
const call = { channel: 'phone', direction: 'inbound' };

const customer = async (make: Make): Promise<string> =>
  (await make('RegisterCustomer', { kind: 'person', name: 'Ada', contactPoints: [mail], tags: ['vip'] })).id;
const onCustomer =
  (data: object): Example =>
  async (make) => ({ id: await customer(make), data });
const ofCustomer =
  (data: object): Example =>
  async (make) => ({ data: { customerId: await customer(make), ...data } });
const on =
  (creation: string, data: object, change: object): Example =>
  async (make) => ({
    id: (await make(creation, { customerId: await customer(make), ...data })).id,
    data: change,
  });
const onDeal = (change: object): Example => on('OpenDeal', { currency: 'EUR', amount: 1_000 }, change);
const onOrder = (change: object): Example => on('PlaceOrder', { currency: 'EUR', lines: [line] }, change);
const onCall = (change: object): Example => on('RecordInteraction', call, change);

/** One for each command that anyone may send: a new command is missing here until it has one. */
const examples: Readonly<Record<string, Example>> = {
  RegisterCustomer: () =>
    Promise.resolve({ data: { kind: 'person', name: 'Ada', contactPoints: [mail, phone] } }),
  PutCustomer: () =>
    Promise.resolve({
      data: { kind: 'person', name: 'Ada', contactPoints: [mail], externalId: newExternalId() },
    }),
  ChangeCustomerDetails: onCustomer({ region: 'Kent' }),
  AddContactPoint: onCustomer(phone),
  RemoveContactPoint: async (make) => ({
    id: await customer(make),
    data: { contactPointId: '5b1f8a52-93ab-5c0e-8f1d-0a6d5f3b7a11' },
  }),
  AddExternalId: async (make) => ({ id: await customer(make), data: newExternalId() }),
  RemoveExternalId: async (make) => {
    const id = await customer(make);
    const externalId = newExternalId();
    await make('AddExternalId', externalId, id);
    return { id, data: externalId };
  },
  TagCustomer: onCustomer({ tags: ['new'] }),
  UntagCustomer: onCustomer({ tags: ['vip'] }),
  AssignOwner: onCustomer({ owner: 'grace' }),
  UnassignOwner: onCustomer({}),
  RelateCustomer: async (make) => ({
    id: await customer(make),
    data: { relation: 'household', relatedId: await customer(make) },
  }),
  UnrelateCustomer: async (make) => {
    const [id, relatedId] = [await customer(make), await customer(make)];
    await make('RelateCustomer', { relation: 'household', relatedId }, id);
    return { id, data: { relation: 'household', relatedId } };
  },
  GiveConsent: onCustomer({ purpose: 'newsletter' }),
  WithdrawConsent: onCustomer({ purpose: 'newsletter' }),
  RestrictProcessing: onCustomer({}),
  LiftRestriction: async (make) => {
    const id = await customer(make);
    await make('RestrictProcessing', {}, id);
    return { id, data: {} };
  },
  RaiseObjection: onCustomer({ purpose: 'newsletter' }),
  WithdrawObjection: async (make) => {
    const id = await customer(make);
    await make('RaiseObjection', {}, id);
    return { id, data: {} };
  },
  RecordInteraction: ofCustomer(call),
  CorrectInteraction: onCall({ agent: 'grace' }),
  ScheduleFollowUp: onCall({ dueAt: '2030-01-01T00:00:00Z' }),
  CompleteFollowUp: onCall({ followUpId: '5b1f8a52-93ab-5c0e-8f1d-0a6d5f3b7a11' }),
  RecordFeedback: onCall({ csat: 5 }),
  OpenDeal: ofCustomer({ currency: 'EUR' }),
  AttachDeal: async (make) => ({
    id: (await make('OpenDeal', { currency: 'EUR' })).id,
    data: { customerId: await customer(make) },
  }),
  MoveDeal: onDeal({ stage: 'engaging' }),
  ReviseDeal: onDeal({ amount: 2_000 }),
  AssignDeal: onDeal({ owner: 'grace' }),
  UnassignDeal: onDeal({}),
  WinDeal: onDeal({}),
  LoseDeal: onDeal({ reason: 'price' }),
  ReopenDeal: async (make) => {
    const { id = '' } = await onDeal({})(make);
    await make('LoseDeal', { reason: 'price' }, id);
    return { id, data: {} };
  },
  PlaceOrder: ofCustomer({ currency: 'EUR', lines: [line] }),
  RefundOrder: onOrder({ amount: 1 }),
  CancelOrder: onOrder({}),
  FitLifetimeValue: () => Promise.resolve({ data: {} }),
  DefineSegment: () => Promise.resolve({ data: newSegment() }),
  ChangeSegment: async (make) => ({
    id: (await make('DefineSegment', newSegment())).id,
    data: { about: 'our best' },
  }),
  RetireSegment: async (make) => ({ id: (await make('DefineSegment', newSegment())).id, data: {} }),
  RecordExchangeRate: () =>
    Promise.resolve({ data: { day: '2026-03-04', from: 'USD', to: 'EUR', rate: '0.9213' } }),
  SendParcel: ofCustomer({ carrier: 'SF' }),
  DeliverParcel: on('SendParcel', { carrier: 'SF' }, { receivedBy: 'Ada' }),
};

/** These name something by an id that only the thing itself tells, or lack data to fit, and make nothing. */
const REFUSED = new Set(['contact-point-not-found', 'follow-up-not-found', 'data-cannot-carry-fit']);

const idsIn = (json: unknown): string[] =>
  JSON.stringify(json).match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];

describe('the ids that commands make', () => {
  let service: InProcessService;
  let sender: CommandSender;
  let store: EventStore;
  let catalogue: CommandCatalogue;
  /** All ids that callers sent. */
  const sent = new Set<string>();

  beforeAll(async () => {
    service = await InProcessService.start({}, contexts);
    sender = service.app.get(CommandSender, { strict: false });
    catalogue = new CommandCatalogue(service.app.get<readonly BoundedContext[]>(CONTEXTS, { strict: false }));
    store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
  });

  afterAll(async () => {
    await service.stop();
  });

  const send = async (
    type: string,
    data: object,
    id: string | undefined,
    caller: string,
    key?: string,
  ): Promise<CommandAccepted | undefined> => {
    const actor = { id: 'anna', service: caller, verified: true };
    const keyed = key === undefined ? {} : { idempotencyKey: key };
    const found = catalogue.find(type, id);
    // What is sent names other things: their ids are references, wherever they stand.
    for (const reference of idsIn([id ?? null, data])) sent.add(reference);
    try {
      return await sender.validateAndSend(found.type, { actor, body: data, ...keyed }, id);
    } catch (error) {
      if (error instanceof Error && 'code' in error && REFUSED.has(String(error.code))) return undefined;
      throw error;
    }
  };

  const make: Make = async (type, data, id) => {
    const accepted = await send(type, data, id, 'preparing');
    if (!accepted) throw new Error(`${type} was refused`);
    return accepted;
  };

  const wholeLog = async (): Promise<readonly StoredEvent[]> => {
    const first = await store.readAll({ limit: 10_000, direction: 'backwards' });
    const codec = service.app.get(EventCodec, { strict: false });
    const keys = await codec.keysToDecode(first);
    return first.map((event) => codec.decode(event, keys)).reverse();
  };

  /** The ids in each stream that were not sent to it: its own, and those of things in it. */
  const madeIn = async (): Promise<Map<string, Set<string>>> => {
    const made = new Map<string, Set<string>>();
    for (const { stream, data } of await wholeLog()) {
      const own = stream.slice(stream.indexOf('-') + 1);
      const ids = made.get(stream) ?? new Set([own]);
      for (const id of idsIn(data)) if (!sent.has(id)) ids.add(id);
      made.set(stream, ids);
    }
    return made;
  };

  it('has an example of every command', () => {
    expect(Object.keys(examples).sort()).toEqual(catalogue.types.map(({ name }) => name).sort());
  });

  it('are no other thing’s, also where a caller uses one key for all that it sends, and one key is two callers’', async () => {
    for (const [type, example] of Object.entries(examples)) {
      for (const caller of ['shop', 'call-centre']) {
        for (let thing = 0; thing < 2; thing += 1) {
          const { id, data } = await example(make);
          const key = id === undefined ? `key-${thing}` : 'key';
          const first = await send(type, data, id, caller, key);
          const again = await send(type, data, id, caller, key);
          if (first?.outcome === 'appended')
            expect({ type, ...again }).toEqual({ type, ...first, outcome: 'repeated' });
        }
      }
    }
    const owners = new Map<string, string[]>();
    for (const [stream, ids] of await madeIn())
      for (const id of ids) owners.set(id, [...(owners.get(id) ?? []), stream]);
    // A deal names the order of its win, which is booked under that id; a claim the customer that it is for.
    const shared = [...owners.values()].filter(
      (streams) =>
        streams.length > 1 && !/^(deal-[^,]*,order|external-id-[^,]*,customer)-[^,]*$/.test(streams.join()),
    );
    expect(shared).toEqual([]);
  }, 60_000);
});
