import { describe, expect, it } from '@jest/globals';
import { AnswerInParts, type ListInParts } from './answer-in-parts.js';

const rows = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

const partsIn = async (parts: ListInParts | undefined): Promise<(readonly unknown[])[]> => {
  const all: (readonly unknown[])[] = [];
  for await (const part of parts ?? []) all.push(part);
  return all;
};

const report = { name: 'long', groups: rows(401), totals: rows(2), others: rows(201) };

describe('an answer in parts', () => {
  it('has lists of more than 200 items in parts of at most 200', async () => {
    const { head, lists } = AnswerInParts.of(report);
    expect(head).toEqual({ ...report, groups: [], others: [] });
    expect([...lists.keys()]).toEqual(['groups', 'others']);
    const parts = await partsIn(lists.get('groups'));
    expect(parts.map(({ length }) => length)).toEqual([200, 200, 1]);
    expect(parts.flat()).toEqual(report.groups);
  });

  it('is the answer itself if none is that long', () => {
    const short = { groups: rows(200) };
    const { head, lists } = AnswerInParts.of(short);
    expect(head).toBe(short);
    expect(lists.size).toBe(0);
  });

  it('is the answer when its parts are put together, with what was set before it', async () => {
    const whole = await AnswerInParts.of(report).after({ by: 'day' }).whole();
    expect(JSON.stringify(whole)).toBe(JSON.stringify({ by: 'day', ...report }));
  });

  it('has every item of every list in one of its answers', async () => {
    const answers: (typeof report)[] = [];
    for await (const answer of AnswerInParts.of(report).answers()) answers.push(answer);
    expect(answers).toHaveLength(1 + 3 + 2);
    expect(answers.every(({ name }) => name === 'long')).toBe(true);
    expect({
      groups: answers.flatMap(({ groups }) => groups),
      totals: answers.flatMap(({ totals }) => totals),
      others: answers.flatMap(({ others }) => others),
    }).toEqual({ groups: report.groups, totals: report.totals, others: report.others });
  });
});
