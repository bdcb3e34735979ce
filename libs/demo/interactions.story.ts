import { commandIdFor, createdIdFor } from '../event-sourcing/core.js';
import {
  CompleteFollowUp,
  RecordFeedback,
  RecordInteraction,
  ScheduleFollowUp,
} from '../interactions/interactions.commands.js';
import { agents, comments, subjects } from './catalogue.js';
import { DAY, type Story, workingHours } from './story.js';

const CHANNELS = [
  ['e-mail', 5],
  ['phone', 4],
  ['chat', 3],
  ['web', 2],
  ['social', 1],
  ['meeting', 1],
  ['visit', 1],
  ['post', 0.3],
] as const;

/** Now and then somebody calls or writes; some of it is followed up or judged. `service` is who sends the commands. */
export const tellInteractions = (story: Story, since: number, service: string): void => {
  const { random } = story;
  const daysBetween = 60 + random.waiting(200);
  let at = since + random.waiting(5) * DAY;
  for (let number = 1; at <= story.end && number <= 100; number += 1) {
    const id = story.idOf('interaction', number);
    const happenedAt = workingHours(at, random);
    const channel = random.weighted(CHANNELS);
    const spoken = channel === 'phone' || channel === 'meeting' || channel === 'visit';
    const key = story.tell(RecordInteraction, id, happenedAt, {
      customerId: story.customerId,
      channel,
      direction: random.chance(0.7) ? 'inbound' : 'outbound',
      subject: random.pick(subjects),
      agent: random.pick(agents),
      ...(spoken ? { durationSeconds: random.whole(60, 3600) } : {}),
    });
    if (key !== undefined) {
      if (random.chance(0.12)) tellFollowUp(story, id, happenedAt, service);
      if (random.chance(0.1)) tellFeedback(story, id, happenedAt);
    }
    at += Math.max(1, random.waiting(daysBetween)) * DAY;
  }
};

const tellFollowUp = (story: Story, id: string, happenedAt: number, service: string): void => {
  const { random } = story;
  const days = random.whole(2, 20);
  const dueAt = new Date(happenedAt + days * DAY).toISOString();
  const key = story.tell(ScheduleFollowUp, id, happenedAt + 60_000, { dueAt, note: 'call back' });
  if (key === undefined || random.chance(0.05)) return;
  const followUpId = createdIdFor(commandIdFor(service, key), 'follow-up', id);
  story.tell(CompleteFollowUp, id, happenedAt + random.whole(1, days) * DAY, { followUpId });
};

const tellFeedback = (story: Story, id: string, happenedAt: number): void => {
  const { random } = story;
  const csat = random.whole(1, 5);
  const nps = Math.min(10, csat * 2 + random.whole(0, 1));
  const comment = random.chance(0.3) ? { comment: random.pick(comments) } : {};
  story.tell(RecordFeedback, id, happenedAt + 2 * 3600_000, { csat, nps, ...comment });
};
