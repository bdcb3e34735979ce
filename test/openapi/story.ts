import { exampleIds } from '../../libs/platform/index.js';

/** One request of the story that every operation of the OpenAPI document has its examples from. */
export interface Step {
  readonly operation: string;
  /** Path parameters and a query; bodies are those of the document. */
  readonly id?: string;
  readonly query?: string;
  /** Fields that can't be known before: found in earlier answers. */
  readonly body?: Readonly<Record<string, unknown>>;
}

const { customer, company, interaction, deal, order, segment } = exampleIds;
const asOf = 'asOf=2026-03-31';

/** After all times in the examples: what the clock says while the story is told. */
export const TOLD_AT = new Date('2026-03-31T09:00:00.000Z');

/** Lines of a batch that make the things with the ids of the examples. `null` stands for the example of the command. */
export const beginnings = [
  { type: 'RegisterCustomer', id: company, data: { kind: 'organisation', name: 'Analytical Engines' } },
  { type: 'RegisterCustomer', id: customer, data: null },
  { type: 'RecordInteraction', id: interaction, data: null },
  { type: 'OpenDeal', id: deal, data: null },
  { type: 'PlaceOrder', id: order, data: null },
  { type: 'DefineSegment', id: segment, data: null },
] as const;

const changes = (id: string, ...operations: readonly string[]): Step[] =>
  operations.map((operation) => ({ operation, id }));

/** Commands in an order in which each is accepted. */
export const commands: readonly Step[] = [
  // One of the beginnings has the external id of the example.
  { operation: 'registerCustomer', body: { externalIds: [{ system: 'erp', id: '4712' }] } },
  ...['recordInteraction', 'openDeal', 'placeOrder'].map((operation) => ({ operation })),
  { operation: 'defineSegment', body: { name: 'southern-regulars' } },
  ...changes(customer, 'changeCustomerDetails', 'addContactPoint', 'removeContactPoint'),
  ...changes(customer, 'addExternalId', 'removeExternalId', 'tagCustomer', 'untagCustomer', 'assignOwner'),
  ...changes(customer, 'relateCustomer', 'withdrawConsent', 'giveConsent'),
  ...changes(customer, 'restrictProcessing', 'liftRestriction', 'raiseObjection', 'withdrawObjection'),
  { operation: 'putCustomer', id: 'erp/4711' },
  ...changes(interaction, 'correctInteraction', 'scheduleFollowUp', 'recordFeedback'),
  ...changes(deal, 'moveDeal', 'reviseDeal', 'assignDeal', 'winDeal'),
  ...changes(order, 'refundOrder'),
  { operation: 'recordExchangeRate' },
  ...changes(segment, 'changeSegment'),
];

/** Queries, asked while there is something to find. */
export const queries: readonly Step[] = [
  { operation: 'listCustomers', query: 'name=ada' },
  ...changes(customer, 'getCustomer', 'getTimeline', 'getHistory', 'getState'),
  ...changes(customer, 'listConsents'),
  { operation: 'decideConsent', id: customer, query: 'purpose=newsletter&channel=e-mail' },
  { operation: 'listInteractions', query: 'channel=phone&limit=1' },
  ...changes(interaction, 'getInteraction', 'getInteractionHistory'),
  { operation: 'listFollowUps', query: 'asOf=2026-03-10' },
  { operation: 'reportActivity', query: 'groupBy=channel' },
  { operation: 'listDeals', query: 'status=won' },
  ...changes(deal, 'getDeal', 'getDealHistory'),
  { operation: 'listOrders', query: `customerId=${customer}&limit=2` },
  ...changes(order, 'getOrder', 'getOrderHistory'),
  { operation: 'getCustomerFigures', id: customer, query: asOf },
  { operation: 'listCustomerFigures', query: asOf },
  { operation: 'reportPurchases', query: `groupBy=month&${asOf}` },
  { operation: 'reportDistribution', query: asOf },
  { operation: 'listProductsBoughtTogether', query: asOf },
  { operation: 'reportSales', query: 'groupBy=owner' },
  { operation: 'reportPipeline', query: asOf },
  { operation: 'reportLifecycle', query: asOf },
  { operation: 'listLifecycleStages', query: asOf },
  { operation: 'listRfmScores', query: asOf },
  { operation: 'reportSegments', query: asOf },
  { operation: 'reportSegmentMoves', query: `from=2026-03-04&${asOf}` },
  { operation: 'listDefinedSegments' },
  ...changes(segment, 'getDefinedSegment'),
  { operation: 'listSegmentMembers', id: segment, query: asOf },
  { operation: 'listExchangeRates', query: 'firstDay=2026-03-01&lastDay=2026-03-31' },
  { operation: 'reportCohorts', query: asOf },
  { operation: 'listLifetimeValueFits' },
  { operation: 'listProjections' },
  { operation: 'listReactions' },
  { operation: 'listReactionRefusals' },
  { operation: 'checkLiveness' },
  { operation: 'checkReadiness' },
];

/** Commands that undo, after which there would be less to find. */
export const endings: readonly Step[] = [
  ...changes(deal, 'reopenDeal', 'unassignDeal'),
  // After a command, whose position it waits for: what was shown before is listed.
  { operation: 'listAccesses', query: `customerId=${customer}&limit=1` },
  ...changes(deal, 'loseDeal'),
  ...changes(order, 'cancelOrder'),
  ...changes(customer, 'unassignOwner'),
  ...changes(customer, 'unrelateCustomer'),
  ...changes(interaction, 'completeFollowUp'),
  { operation: 'attachDeal' },
  ...changes(segment, 'retireSegment'),
  ...changes(customer, 'requestErasure'),
];
