import { describe, expect, it } from '@jest/globals';
import { partsOf, ReceivedReport } from './report-parts.js';

const received = (report: object): { readonly whole: object; readonly parts: number } => {
  const { sent, parts } = partsOf(report);
  const taken = new ReceivedReport(structuredClone(sent));
  for (const part of parts) taken.add(structuredClone(part));
  return { whole: taken.whole, parts: parts.length };
};

const rows = (count: number): { readonly row: number }[] =>
  Array.from({ length: count }, (_, row) => ({ row }));

describe('a report in parts', () => {
  it('is what it was when it is put together again', () => {
    const report = { groups: rows(1_201), name: 'long', totals: rows(3), others: rows(501), none: [] };
    expect(received(report)).toEqual({ whole: report, parts: 5 });
    expect(JSON.stringify(received(report).whole)).toBe(JSON.stringify(report));
  });

  it('is sent whole if it is short, or a list', () => {
    for (const report of [{ groups: rows(500) }, rows(1_000)])
      expect(received(report)).toEqual({ whole: report, parts: 0 });
  });
});
