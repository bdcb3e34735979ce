/** Items of a list that are sent at once: about two milliseconds of the thread that receives them. */
const PART = 500;

/** Some of the items that follow a report. */
export interface ReportPart {
  readonly list: string;
  readonly items: readonly unknown[];
}

/**
 * A report as it is sent, with its long lists empty, and their items, part by part: whoever receives a message holds its event
 * loop until it has read all of it.
 */
export function partsOf(report: object): { readonly sent: object; readonly parts: readonly ReportPart[] } {
  const long = Object.entries(Array.isArray(report) ? {} : report).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > PART,
  );
  if (long.length === 0) return { sent: report, parts: [] };
  return {
    sent: { ...report, ...Object.fromEntries(long.map(([name]) => [name, []])) },
    parts: long.flatMap(([name, items]) => [...partsIn(name, items)]),
  };
}

function* partsIn(list: string, all: readonly unknown[]): Generator<ReportPart> {
  for (let at = 0; at < all.length; at += PART) yield { list, items: all.slice(at, at + PART) };
}

/** Puts a report together again. */
export class ReceivedReport {
  private readonly lists = new Map<string, unknown[]>();

  constructor(private readonly sent: object) {}

  add({ list, items }: ReportPart): void {
    let all = this.lists.get(list);
    if (!all) this.lists.set(list, (all = []));
    for (const item of items) all.push(item);
  }

  get whole(): object {
    return this.lists.size === 0 ? this.sent : { ...this.sent, ...Object.fromEntries(this.lists) };
  }
}
