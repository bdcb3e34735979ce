import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HistoryAnswer } from '../../libs/audit/audit.answers.js';
import { eventually } from '../../libs/event-sourcing/testing.js';
import { InProcessService } from '../support/in-process.service.js';

const HOUR = 3_600_000;
const LONG_TEST = 60_000;

describe('a follow-up that becomes overdue', () => {
  let service: InProcessService;
  let ada: string;
  let call: string;

  beforeAll(async () => {
    service = await InProcessService.start();
    const scheduledAt = new Date(Date.now() - HOUR).toISOString();
    ada = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada', occurredAt: scheduledAt });
    call = await service.accepted('/v1/interactions', {
      customerId: ada,
      channel: 'phone',
      direction: 'inbound',
      agent: 'grace',
      occurredAt: scheduledAt,
    });
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  }, LONG_TEST);

  const overdueInHistory = async () => {
    const { items } = (await service.get(`/v1/audit/customers/${ada}/history`)).json<HistoryAnswer>();
    return items.filter(({ type }) => type === 'FollowUpOverdue');
  };

  it(
    'is an event, in the history and the timeline, once for each follow-up',
    async () => {
      const past = new Date(Date.now() - HOUR / 2).toISOString();
      await service.accepted(`/v1/interactions/${call}/follow-ups`, { dueAt: past });
      await eventually(
        'the one due in the past is overdue',
        async () => (await overdueInHistory()).length === 1,
      );
      const soon = new Date(Date.now() + 300).toISOString();
      await service.accepted(`/v1/interactions/${call}/follow-ups`, { dueAt: soon });
      const later = new Date(Date.now() + HOUR).toISOString();
      await service.accepted(`/v1/interactions/${call}/follow-ups`, { dueAt: later });
      await eventually('the one due soon is overdue', async () => (await overdueInHistory()).length === 2);
      const [, second] = await overdueInHistory();
      expect(second).toMatchObject({
        data: { interactionId: call, customerId: ada, channel: 'phone', agent: 'grace', dueAt: soon },
        occurredAt: soon,
      });
      await eventually('the timeline has it', async () => {
        const { items } = (await service.get(`/v1/customers/${ada}/timeline`)).json<{
          items: { type: string; line: string }[];
        }>();
        const lines = items.filter(({ type }) => type === 'FollowUpOverdue').map(({ line }) => line);
        return (
          lines.length === 2 && lines.every((line) => /^Follow-up overdue since .* for grace$/.test(line))
        );
      });
      const overdue = (await service.get('/v1/follow-ups?status=overdue')).json<{ items: object[] }>();
      expect(overdue.items).toHaveLength(2);
    },
    LONG_TEST,
  );
});
