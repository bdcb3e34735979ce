import { derivedId } from '../event-sourcing/core.js';
import { type AnyCommandType } from '../platform/index.js';
import { type Random } from './random.js';

export const DAY = 24 * 60 * 60 * 1000;

/** One command of a made-up history. */
export interface DemoCommand {
  readonly type: AnyCommandType;
  readonly id: string;
  /** Names it for ever: the same for the same seed, customer and place in the story. */
  readonly idempotencyKey: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The body of a command, without the time that the story gives it. */
type BodyOf<Type extends AnyCommandType> = Omit<InstanceType<Type['body']>, 'occurredAt'>;

/** Collects what happened to one customer. What would happen after the story's end is left out. */
export class Story {
  private readonly collected: DemoCommand[] = [];

  /**
   * @param name names the story among all others
   * @param end the last moment that anything can happen, in milliseconds since 1970
   */
  constructor(
    readonly random: Random,
    readonly customerId: string,
    readonly end: number,
    private readonly name: string,
  ) {}

  /** A new id for something in the story. */
  idOf(kind: string, number: number): string {
    return derivedId('demo', this.name, kind, `${number}`);
  }

  /** Something happens, unless it would be after the end. Returns the command's key if it does. */
  tell<Type extends AnyCommandType>(
    type: Type,
    id: string,
    at: number,
    body: BodyOf<Type>,
  ): string | undefined {
    if (at > this.end) return undefined;
    const idempotencyKey = `${this.name}/${this.collected.length}`;
    const occurredAt = new Date(at).toISOString();
    this.collected.push({ type, id, idempotencyKey, at, body: { ...body, occurredAt } });
    return idempotencyKey;
  }

  /** In the order that it happened. */
  get commands(): readonly DemoCommand[] {
    return this.collected.toSorted((one, other) => one.at - other.at);
  }
}

/** On the same day, at some time between eight and eighteen o'clock. */
export const workingHours = (at: number, random: Random): number =>
  Math.floor(at / DAY) * DAY + random.whole(8 * 3600, 18 * 3600) * 1000;
