import { type DealEvent } from '../../deals/deals.events.js';
import { type InteractionEvent } from '../../interactions/interactions.events.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { type Consent, type CustomerEvent } from '../customers.events.js';
import { amountText } from '../../platform/money/index.js';

/** A line says what happened, not all of it: the event itself has the rest. */
const LONGEST = 200;

const short = (text: string): string => {
  const line = text.charAt(0).toUpperCase() + text.slice(1);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).toWellFormed()}…`;
};

const after = (mark: string, text: string | undefined): string =>
  text === undefined ? '' : `${mark}${text}`;

const fieldsText = (fields: object): string =>
  Object.entries(fields)
    .filter(([, value]) => typeof value !== 'object')
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');

/** Of what is too long for a line, or says nothing to people. */
const namesOf = (fields: object): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([field]) => field)
    .join(', ');

const listed = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(', ');

const consentText = ({ purpose, channel }: Consent): string => `${purpose}${after(' by ', channel)}`;

export const customerLine = ({ type, data }: CustomerEvent): string => {
  switch (type) {
    case 'CustomerRegistered':
      return short(`Registered as ${data.kind}: ${data.name}`);
    case 'CustomerDetailsChanged': {
      const { customerId: _id, occurredAt: _at, cleared = [], ...changes } = data;
      const texts = [fieldsText(changes), ...cleared.map((detail) => `no ${detail}`)];
      return short(`Changed details: ${listed(texts)}`);
    }
    case 'ContactPointAdded':
      return short(`Added ${data.contactPoint.kind} ${data.contactPoint.value}`);
    case 'ContactPointRemoved':
      return short(`Removed ${data.contactPoint.kind} ${data.contactPoint.value}`);
    case 'ExternalIdAdded':
      return short(`Known to ${data.externalId.system} as ${data.externalId.id}`);
    case 'ExternalIdRemoved':
      return short(`No longer known to ${data.externalId.system} as ${data.externalId.id}`);
    case 'CustomerTagged':
      return short(`Tagged ${data.tags.join(', ')}`);
    case 'CustomerUntagged':
      return short(`Untagged ${data.tags.join(', ')}`);
    case 'OwnerAssigned':
      return short(`Assigned to ${data.owner}`);
    case 'CustomerRelated':
      return short(`Related: ${data.relation} ${data.relatedName}`);
    case 'CustomerUnrelated':
      return short(`No longer related: ${data.relation} ${data.relatedName}`);
    case 'ConsentGiven':
      return short(`Gave consent to ${consentText(data)}`);
    case 'ConsentWithdrawn':
      return short(`Withdrew consent to ${consentText(data)}`);
  }
};

export const interactionLine = ({ type, data }: InteractionEvent): string => {
  switch (type) {
    case 'InteractionRecorded':
      return short(
        `${data.channel}, ${data.direction}${after(', with ', data.agent)}${after(': ', data.subject)}`,
      );
    case 'InteractionCorrected': {
      const { interactionId: _id, customerId: _of, occurredAt: _at, ...corrected } = data;
      const { content, attachments, dealId: deal, ...changes } = corrected;
      const { channel, happenedAt } = data.superseded;
      const texts = [fieldsText(changes), namesOf({ content, attachments, deal })];
      return short(`Corrected ${channel} of ${happenedAt.slice(0, 10)}: ${listed(texts)}`);
    }
    case 'FollowUpScheduled':
      return short(
        `Follow-up due ${data.dueAt.slice(0, 10)}${after(' for ', data.agent)}${after(': ', data.note)}`,
      );
    case 'FollowUpCompleted':
      return short(`Completed a follow-up${after(': ', data.note)}`);
    case 'FeedbackRecorded': {
      const { csat, nps, comment } = data;
      const scores = [
        ...(csat === undefined ? [] : [`CSAT ${csat}`]),
        ...(nps === undefined ? [] : [`NPS ${nps}`]),
        ...(comment === undefined ? [] : [comment]),
      ];
      return short(`Feedback: ${scores.join(', ')}`);
    }
  }
};

const dealText = ({
  name,
  amountMinor,
  currency,
}: {
  name?: string;
  amountMinor: number;
  currency: string;
}) => `deal${after(' ', name)}, ${amountText(amountMinor, currency)}`;

export const dealLine = ({ type, data }: DealEvent): string => {
  switch (type) {
    case 'DealOpened':
      return short(`Opened a ${dealText(data)}, in ${data.stage}`);
    case 'DealAttached':
      return short(`Attached to a ${dealText(data)}, in ${data.stage}`);
    case 'DealStageChanged':
      return `Moved a deal from ${data.previousStage} to ${data.stage}`;
    case 'DealRevised':
      return short(`Revised ${data.changed.join(', ')} of a ${dealText(data)}`);
    case 'DealAssigned':
      return short(`Assigned a deal to ${data.owner}`);
    case 'DealWon':
      return short(`Won a ${dealText(data)}`);
    case 'DealLost':
      return short(`Lost a ${dealText(data)}: ${data.reason}`);
    case 'DealReopened':
      return short(`Reopened a ${dealText(data)}, in ${data.stage}`);
  }
};

export const orderLine = ({ type, data }: OrderEvent): string => {
  switch (type) {
    case 'OrderPlaced': {
      const products = data.lines.slice(0, 3).map(({ product }) => product);
      const more = data.lines.length > 3 ? ' and more' : '';
      return short(`Ordered ${products.join(', ')}${more} for ${amountText(data.totalMinor, data.currency)}`);
    }
    case 'OrderRefunded':
      return short(`Refunded ${amountText(data.refundMinor, data.currency)}${after(': ', data.reason)}`);
    case 'OrderCancelled':
      return short(
        `Cancelled an order, giving back ${amountText(data.refundMinor, data.currency)}${after(': ', data.reason)}`,
      );
  }
};
