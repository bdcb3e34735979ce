import { type AnswerInParts } from './answer-in-parts.js';

/** An answer as JSON, in pieces: one for each part of a list. */
export async function* jsonSlices({ head, lists }: AnswerInParts<object>): AsyncGenerator<string> {
  let before = '{';
  for (const [name, value] of Object.entries(head) as [string, unknown][]) {
    if (value === undefined) continue;
    const start = `${before}${JSON.stringify(name)}:`;
    before = ',';
    const parts = lists.get(name);
    if (!parts) {
      yield start + JSON.stringify(value);
      continue;
    }
    let separator = '[';
    yield start;
    for await (const items of parts) {
      yield separator + JSON.stringify(items).slice(1, -1);
      separator = ',';
    }
    yield ']';
  }
  yield before === '{' ? '{}' : '}';
}
