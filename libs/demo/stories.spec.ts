import { describe, expect, it } from '@jest/globals';
import { validated } from '../platform/index.js';
import { stories } from './stories.js';

const end = Date.parse('2026-03-01T00:00:00Z');
const storiesOf = (customers: number, seed = 1) => [...stories({ seed, customers, end, service: 'demo' })];

describe('made-up histories', () => {
  const many = storiesOf(300);
  const commands = many.flat();

  it('are the same for the same seed, and others for another', () => {
    expect(storiesOf(300)).toEqual(many);
    expect(storiesOf(20, 2)).not.toEqual(many.slice(0, 20));
  });

  it('begin with those of fewer customers', () => {
    expect(storiesOf(40)).toEqual(many.slice(0, 40));
  });

  it('go forward in time, from registration on, and end in time', () => {
    for (const story of many) {
      expect(story[0]?.type.name).toBe('RegisterCustomer');
      const times = story.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(times.at(-1)).toBeLessThanOrEqual(end);
    }
  });

  it('consist of commands that are valid, each with a key of its own', () => {
    for (const { type, body } of commands) expect(() => validated(type.body, body)).not.toThrow();
    expect(new Set(commands.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(commands.length);
  });

  it('have something of everything, with Chinese and Western names', () => {
    const types = new Set(commands.map(({ type }) => type.name));
    for (const name of [
      'RelateCustomer',
      'GiveConsent',
      'WithdrawConsent',
      'TagCustomer',
      'PlaceOrder',
      'RefundOrder',
      'CancelOrder',
      'RecordInteraction',
      'ScheduleFollowUp',
      'CompleteFollowUp',
      'RecordFeedback',
      'OpenDeal',
      'MoveDeal',
      'ReviseDeal',
      'WinDeal',
      'LoseDeal',
    ]) {
      expect(types).toContain(name);
    }
    const names = many.map(([registration]) => JSON.stringify(registration?.body));
    expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true);
    expect(names.some((name) => /"name":"[A-Z]/.test(name))).toBe(true);
  });
});
