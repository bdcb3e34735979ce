import { describe, expect, it } from '@jest/globals';
import { defaultStageRules, stageOn } from './stages.js';

const windows = { ...defaultStageRules, atRiskAfter: 90, churnedAfter: 180, newFor: 30 };
const rhythm = { ...windows, by: 'rhythm' as const, intervals: 3 };

describe('the stage of a customer by fixed windows', () => {
  it.each([
    ['potential', 100, []],
    ['new', 130, [100]],
    ['active', 131, [100]],
    ['active', 190, [100]],
    ['at-risk', 191, [100]],
    ['at-risk', 280, [100]],
    ['churned', 281, [100]],
    ['active', 290, [100, 280]],
    ['won-back', 281, [100, 281]],
    ['won-back', 311, [100, 281]],
    ['active', 312, [100, 281]],
    ['active', 290, [100, 281, 290]],
  ])('is %s on day %d after purchases on %j', (stage, day, days) => {
    expect(stageOn(day, days, windows)).toBe(stage);
  });
});

describe('the stage of a customer by the probability that it is alive', () => {
  // Published for the CDNOW sample, in weeks.
  const model = { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 };
  const alive = {
    ...windows,
    by: 'alive' as const,
    alive: { model, unit: 'weeks' as const, atRiskBelow: 0.5, churnedBelow: 0.2 },
  };
  it.each([
    ['active', 272, [0, 100, 213]],
    ['at-risk', 450, [0, 100, 213]],
    ['churned', 1_000, [0, 100, 213]],
    ['won-back', 1_000, [0, 100, 213, 1_000]],
    ['active', 1_031, [0, 100, 213, 1_000]],
    // By the model, nobody has left before a second purchase: the fixed windows hold.
    ['new', 10, [0]],
    ['churned', 181, [0]],
    ['potential', 10, []],
  ])('is %s on day %d after purchases on %j', (stage, day, days) => {
    expect(stageOn(day, days, alive)).toBe(stage);
  });
});

describe('the stage of a customer by its own rhythm', () => {
  it.each([
    ['active', 35, [0, 10, 20]],
    ['at-risk', 36, [0, 10, 20]],
    ['at-risk', 50, [0, 10, 20]],
    ['churned', 51, [0, 10, 20]],
    ['won-back', 51, [0, 10, 20, 51]],
    // One purchase has no rhythm: the fixed windows hold.
    ['at-risk', 91, [0]],
  ])('is %s on day %d after purchases on %j', (stage, day, days) => {
    expect(stageOn(day, days, rhythm)).toBe(stage);
  });
});
