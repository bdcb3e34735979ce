import { setImmediate } from 'node:timers/promises';

/** Items written in one turn of the event loop: a few milliseconds. */
const SLICE = 500;

/** Slices of a list, each in a turn of the event loop of its own, so that others have it between two of them. */
export async function* slicesOf<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let at = 0; at < items.length; at += SLICE) {
    if (at > 0) await setImmediate();
    yield items.slice(at, at + SLICE);
  }
}

/** Whether an answer has a list that is too long to be written in one turn. */
export const isLong = (answer: object): boolean => Object.values(answer).some(isLongList);

const isLongList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > SLICE;

/** An answer as JSON, in pieces, its long lists slice by slice. */
export async function* jsonSlices(answer: object): AsyncGenerator<string> {
  let before = '{';
  for (const [name, value] of Object.entries(answer) as [string, unknown][]) {
    if (value === undefined) continue;
    const head = `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (!isLongList(value)) {
      yield head + JSON.stringify(value);
      continue;
    }
    let separator = '[';
    yield head;
    for await (const slice of slicesOf(value)) {
      yield separator + JSON.stringify(slice).slice(1, -1);
      separator = ',';
    }
    yield ']';
  }
  yield before === '{' ? '{}' : '}';
}
