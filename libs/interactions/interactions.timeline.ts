import { after, fieldsText, listed, namesOf, type TimelineLines } from '../platform/index.js';
import { type InteractionEvent } from './interactions.events.js';

const line = ({ type, data }: InteractionEvent): string => {
  switch (type) {
    case 'InteractionRecorded':
      return `${data.channel}, ${data.direction}${after(', with ', data.agent)}${after(': ', data.subject)}`;
    case 'InteractionCorrected': {
      const { interactionId: _id, customerId: _of, occurredAt: _at, ...corrected } = data;
      const { content, attachments, dealId: deal, ...changes } = corrected;
      const { channel, happenedAt } = data.superseded;
      const texts = [fieldsText(changes), namesOf({ content, attachments, deal })];
      return `Corrected ${channel} of ${happenedAt.slice(0, 10)}: ${listed(texts)}`;
    }
    case 'FollowUpScheduled':
      return `Follow-up due ${data.dueAt.slice(0, 10)}${after(' for ', data.agent)}${after(': ', data.note)}`;
    case 'FollowUpCompleted':
      return `Completed a follow-up${after(': ', data.note)}`;
    case 'FollowUpOverdue':
      return `Follow-up overdue since ${data.dueAt.slice(0, 10)}${after(' for ', data.agent)}`;
    case 'FeedbackRecorded': {
      const { csat, nps, comment } = data;
      const scores = [
        ...(csat === undefined ? [] : [`CSAT ${csat}`]),
        ...(nps === undefined ? [] : [`NPS ${nps}`]),
        ...(comment === undefined ? [] : [comment]),
      ];
      return `Feedback: ${scores.join(', ')}`;
    }
    case 'InteractionExpired':
      return `Let go of what was said by ${data.channel} (${data.caseReference})`;
  }
};

export const interactionTimeline: TimelineLines<InteractionEvent> = {
  kind: 'interaction',
  line,
  channel: ({ type, data }) =>
    type === 'InteractionCorrected' ? (data.channel ?? data.superseded.channel) : data.channel,
};
