export type Operation = 'append' | 'read' | 'subscribe' | 'features';

/**
 * What can go wrong with one call. `before` and `after` say on which side of the effect: of an append having
 * been stored, of a read having sent half of its events. `silent` never answers.
 */
export type Fault =
  | 'unavailable'
  | 'access-denied'
  | 'connection-lost-before'
  | 'connection-lost-after'
  | 'silent-before'
  | 'silent-after';

/** Faults that were ordered, each for one call to come. */
export class Faults {
  /** How many events reads have been sent, those of subscriptions left out. */
  eventsRead = 0;

  private ordered: { operation: Operation; fault: Fault }[] = [];
  private readonly seen = new Map<Operation, number>();

  /** The next `times` calls of this operation fail so. */
  order(operation: Operation, fault: Fault, times = 1): void {
    for (let index = 0; index < times; index++) this.ordered.push({ operation, fault });
  }

  /** What was ordered and has not happened will not happen. */
  clear(): void {
    this.ordered = [];
  }

  /** Called by the server at each call: what is to go wrong with it, if anything. */
  take(operation: Operation): Fault | undefined {
    this.seen.set(operation, this.calls(operation) + 1);
    const index = this.ordered.findIndex((fault) => fault.operation === operation);
    return index < 0 ? undefined : this.ordered.splice(index, 1)[0]?.fault;
  }

  /** How many calls of this operation there were. */
  calls(operation: Operation): number {
    return this.seen.get(operation) ?? 0;
  }
}
