interface InOrderOptions<In, Out> {
  /** How many items are under way at once: begun, and their results not yet taken. */
  readonly limit: number;
  /** Begins one item. Called in the order of the items; it must not fail. */
  readonly task: (item: In) => Promise<Out>;
  /** Ends the reading; what has been begun still yields its results. */
  readonly signal: AbortSignal;
}

/**
 * The results of a task for each item, in the order of the items, many under way at once. A result is yielded as soon as
 * all before it have been, without waiting for further items. Nothing more is read from the source while `limit` items
 * are under way, or while nobody asks for the next result. When the source fails, the results of what was begun come, and
 * then the end.
 */
export async function* inOrder<In, Out>(
  source: AsyncIterable<In>,
  { limit, task, signal }: InOrderOptions<In, Out>,
): AsyncGenerator<Out> {
  const items = source[Symbol.asyncIterator]();
  /** Oldest first. */
  const begun: Promise<Out>[] = [];
  let ended = false;
  let reading: Promise<void> | undefined;
  let stopReading = (): void => undefined;
  const end = (): void => {
    ended = true;
    stopReading();
  };
  const read = (): Promise<void> =>
    new Promise((done) => {
      stopReading = done;
      items.next().then(
        (next) => {
          if (next.done) ended = true;
          else if (!ended) begun.push(task(next.value));
          reading = undefined;
          done();
        },
        () => {
          end();
        },
      );
    });
  if (signal.aborted) ended = true;
  signal.addEventListener('abort', end);
  try {
    for (;;) {
      if (!ended && begun.length < limit) reading ??= read();
      const [oldest] = begun;
      if (!oldest) {
        if (ended) return;
        await reading;
        continue;
      }
      const canRead = !ended && begun.length < limit;
      const first = await (canRead && reading
        ? Promise.race([oldest.then(() => 'answered'), reading.then(() => 'read')])
        : oldest.then(() => 'answered'));
      if (first === 'read') continue;
      void begun.shift();
      yield await oldest;
    }
  } finally {
    ended = true;
    signal.removeEventListener('abort', end);
    // Not waited for: a source that is waiting for its next item answers only when that has come.
    const returned = items.return?.(undefined);
    returned?.catch(() => undefined);
  }
}
