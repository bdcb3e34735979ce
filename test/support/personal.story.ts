/** What stands in personal fields of the story, in one spelling or another. */
export const MARKERS = /zzmark|1907-11-1|30190711/i;

/** What the story's consents are for. */
export const PURPOSE = 'newsletter';

const marked = (what: string): string => `Zzmark ${what}`;
const BORN = '1907-11-13';
const text = { subject: marked('subject'), content: marked('content') };
const attachments = [{ name: marked('file'), reference: marked('reference'), mediaType: 'zzmark/zzmark' }];
const contactPoints = [
  { kind: 'e-mail', value: 'zzmark@zzmark.example' },
  { kind: 'phone', value: '+4930190711' },
  { kind: 'postal', value: marked('street') },
  { kind: 'social', value: 'zzmark', network: 'zzmark-net' },
];
const details = {
  name: marked('person'),
  gender: marked('gender'),
  birthDate: BORN,
  position: marked('position'),
  company: marked('company'),
};

/** Whoever sends the story's commands to a service. */
export interface Teller {
  /** Sends a command that must be accepted, and returns the id that it is answered with. */
  accepted(path: string, body: object): Promise<string>;
  post(path: string, body: object): Promise<{ readonly text: string }>;
}

/** Ids of what the story is about. */
export interface Told {
  readonly customer: string;
  /** It says the same, and what could be undone was. */
  readonly undone: string;
  readonly deal: string;
  readonly order: string;
  readonly interaction: string;
  readonly segment: string;
}

/** Has every personal field of every event hold a marker, and leaves as much of it as can be in the read models. */
export const tellPersonalStory = async (service: Teller): Promise<Told> => {
  const { customer: undone } = await tell(service, 'undone');
  const told = await tell(service, 'kept');
  const relate = (path: string, relation: string) =>
    service.accepted(`/v1/customers/${told.customer}/${path}`, { relation, relatedId: undone });
  await relate('relations', 'household');
  await relate('relations', 'works-for');
  await relate('relation-removals', 'works-for');
  const everybody = [{ allOf: [{ field: 'orders', min: 0 }] }];
  const segment = await service.accepted('/v1/analytics/segments', { name: 'everybody', anyOf: everybody });
  return { ...told, undone, segment };
};

/** Sends a command that makes something, and returns its id. */
const made = async (service: Teller, path: string, body: object, what: string): Promise<string> => {
  const answer = await service.post(path, body);
  const { made: ids = {} } = JSON.parse(answer.text) as { made?: Record<string, string> };
  const id = ids[what];
  if (id === undefined) throw new Error(`POST ${path} made no ${what}: ${answer.text}`);
  return id;
};

const tell = async (service: Teller, name: 'kept' | 'undone'): Promise<Omit<Told, 'segment' | 'undone'>> => {
  const customer = await service.accepted('/v1/customers', {
    kind: 'person',
    ...details,
    contactPoints,
    externalIds: [{ system: 'zzmark', id: marked(name) }],
    tags: [marked('tag'), marked('further tag')],
  });
  const change = (path: string, body: object) => service.accepted(`/v1/customers/${customer}/${path}`, body);
  await change('details', {
    ...details,
    name: marked(`other ${name}`),
    gender: marked('other gender'),
    birthDate: BORN.replace('13', '14'),
    position: marked('p'),
    company: marked('c'),
  });
  const other = { kind: 'e-mail', value: `zzmark-${name}@zzmark.example` };
  const points = `/v1/customers/${customer}/contact-points`;
  const contactPointId = await made(service, points, other, 'contactPointId');
  await change('contact-point-removals', { contactPointId });
  const second = { system: 'zzmark', id: marked(`second ${name}`) };
  await change('external-ids', second);
  await change('external-id-removals', second);
  await change('tags', { tags: [marked('new tag')] });
  await change('tag-removals', { tags: [marked('further tag')] });
  const evidence = { how: marked('how'), where: marked('where'), recordedBy: marked('clerk') };
  const purpose = PURPOSE;
  await change('objections', { purpose, evidence });
  await change('objection-withdrawals', { purpose, evidence });
  await change('processing-restrictions', { reason: marked('restriction') });
  await change('processing-restriction-lifts', { reason: marked('lift') });
  await change('consents', { purpose, evidence });
  await change('consent-withdrawals', { purpose, evidence });
  const interaction = await service.accepted('/v1/interactions', {
    customerId: customer,
    channel: 'phone',
    direction: 'inbound',
    ...text,
    attachments,
  });
  const correct = (path: string, body: object) =>
    service.accepted(`/v1/interactions/${interaction}/${path}`, body);
  await correct('corrections', {
    subject: marked('other subject'),
    content: marked('other content'),
    attachments: [...attachments, { name: marked('second'), reference: marked('second') }],
  });
  const due = { dueAt: '2100-01-01T00:00:00Z', note: marked('note') };
  const followUpId = await made(service, `/v1/interactions/${interaction}/follow-ups`, due, 'followUpId');
  await correct('follow-ups', { ...due, dueAt: '2100-01-02T00:00:00Z' });
  await correct('follow-up-completions', { followUpId, note: marked('done') });
  await correct('feedback', { csat: 1, comment: marked('comment') });
  return { customer, interaction, ...(await sell(service, customer)) };
};

const sell = async (service: Teller, customer: string): Promise<Pick<Told, 'deal' | 'order'>> => {
  const open = { name: marked('deal'), currency: 'EUR', amount: 500 };
  const attached = await service.accepted('/v1/deals', open);
  await service.accepted(`/v1/deals/${attached}/customer`, { customerId: customer });
  await service.accepted(`/v1/deals/${attached}/revisions`, { name: marked('revised deal') });
  const deal = await service.accepted('/v1/deals', { ...open, customerId: customer });
  await service.accepted(`/v1/deals/${deal}/loss`, { reason: 'price' });
  await service.accepted(`/v1/deals/${deal}/reopening`, {});
  await service.accepted(`/v1/deals/${deal}/win`, {});
  const order = await service.accepted('/v1/orders', {
    customerId: customer,
    currency: 'EUR',
    lines: [{ product: 'Pen', quantity: 1, amount: 100 }],
  });
  await service.accepted(`/v1/orders/${order}/refunds`, { amount: 1, reason: marked('refund') });
  await service.accepted(`/v1/orders/${order}/cancellation`, { reason: marked('cancellation') });
  return { deal, order };
};
