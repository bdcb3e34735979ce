import { type LogEvent, type Position, projection } from '../../event-sourcing/core.js';
import {
  type ConsentChannel,
  type CustomerErased,
  type Evidence,
  type WishEvent,
} from '../customers.events.js';

/** One thing that a customer said about the use of its data. */
export interface Statement {
  readonly customerId: string;
  /** What it is about: see `subjectOf`. A later one about the same takes the place of an earlier one. */
  readonly subject: string;
  readonly position: Position;
  readonly revision: number;
  readonly type: WishEvent['type'];
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly purpose?: string;
  readonly channel?: ConsentChannel;
  readonly wording?: string;
  readonly expiresAt?: string;
  readonly evidence?: Evidence;
  readonly reason?: string;
}

/** Statements replace one another where they are about the same consent, about the same objection, or the restriction. */
export type Subject =
  | { readonly about: 'consent'; readonly purpose: string; readonly channel?: ConsentChannel | undefined }
  | { readonly about: 'objection'; readonly purpose?: string | undefined }
  | { readonly about: 'restriction' };

export const subjectOf = (customerId: string, subject: Subject): string => {
  switch (subject.about) {
    case 'consent':
      return JSON.stringify([customerId, subject.about, subject.purpose, subject.channel ?? null]);
    case 'objection':
      return JSON.stringify([customerId, subject.about, subject.purpose ?? null]);
    case 'restriction':
      return JSON.stringify([customerId, subject.about]);
  }
};

const subjectIn = ({ type, data }: WishEvent): Subject => {
  switch (type) {
    case 'ConsentGiven':
    case 'ConsentWithdrawn':
      return { about: 'consent', purpose: data.purpose, channel: data.channel };
    case 'ObjectionRaised':
    case 'ObjectionWithdrawn':
      return { about: 'objection', purpose: data.purpose };
    case 'ProcessingRestricted':
    case 'ProcessingRestrictionLifted':
      return { about: 'restriction' };
  }
};

const statementIn = (event: LogEvent<WishEvent>): Statement => {
  const { customerId } = event.data;
  return {
    ...event.data,
    subject: subjectOf(customerId, subjectIn(event)),
    position: event.position,
    revision: event.revision,
    type: event.type,
    recordedAt: event.metadata.recordedAt,
  };
};

const nothing: Statement = {
  ...{ customerId: '', subject: '', position: '', revision: 0, occurredAt: '', recordedAt: '' },
  type: 'ConsentGiven',
};

/** Everything that customers ever said about the use of their data: one document for each event, with its position for an id. */
export const consents = projection<Statement, WishEvent | CustomerErased>({
  name: 'consents',
  version: 1,
  events: [
    ...(['ConsentGiven', 'ConsentWithdrawn', 'ObjectionRaised', 'ObjectionWithdrawn'] as const),
    ...(['ProcessingRestricted', 'ProcessingRestrictionLifted'] as const),
    'CustomerErased',
  ],
  indexes: [{ fields: { subject: 1, position: 1 } }, { fields: { customerId: 1, position: 1 } }],
  documentIds: ({ type, position }) => (type === 'CustomerErased' ? [] : [position]),
  // That something was said is kept: it shows that data was used lawfully. What was said is not.
  documentsWhere: ({ type, data }) =>
    type === 'CustomerErased' ? { customerId: data.customerId } : undefined,
  initial: () => nothing,
  evolve: (statement, event) => {
    if (event.type !== 'CustomerErased') return statementIn(event);
    const { evidence: _evidence, reason: _reason, ...others } = statement;
    return others;
  },
});
