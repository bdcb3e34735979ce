import { expect, it } from '@jest/globals';
import { Silence } from './silence.js';

it('is no longer than since the last answer, though a call that began before it fails after it', () => {
  let time = 0;
  const silence = new Silence(() => time);
  time = 13_000;
  silence.answered();
  time = 13_100;
  silence.unanswered(0, 'no answer');
  expect(silence.length).toBe(100);
  time = 14_000;
  silence.unanswered(13_500, 'no answer');
  expect(silence.length).toBe(1_000);
  silence.answered();
  expect([silence.length, silence.reason]).toEqual([0, undefined]);
});
