import { describe, expect, it } from '@jest/globals';
import {
  type Delivery,
  type EventStore,
  EventStoreUnavailableError,
  type RecordedEvent,
  type Position,
  type SubscribeOptions,
} from '../event-store/event-store.port.js';
import { EventCodec } from '../events/event-codec.js';
import { everyInterleaving, type Schedule, type Step } from '../testing/interleavings.js';
import { type LogBatch, type LogConsumer } from './log-feed.js';
import { LogFeeds } from './log-feeds.js';
import { TimeSlices } from './time-slices.js';

/** A log of events that have a type and nothing else; each delivery holds one, and passes a gate before. */
class TypedLog implements Pick<EventStore, 'subscribe' | 'identity'> {
  readonly events: RecordedEvent[] = [];
  /** How often a subscription is still to break off. */
  failures = 0;
  private grown: (() => void)[] = [];
  private subscriptions = 0;

  constructor(private readonly schedule: Schedule) {}

  append(...types: readonly string[]): void {
    for (const type of types) {
      const position = `${this.events.length + 1}`;
      this.events.push({ id: position, type, data: {}, metadata: {}, stream: 's-1', revision: 0, position });
    }
    for (const wake of this.grown.splice(0)) wake();
  }

  async *subscribe({ after = '0', signal }: SubscribeOptions): AsyncIterable<Delivery> {
    const number = (this.subscriptions += 1);
    let at = Number(after);
    let caughtUp = false;
    while (!signal.aborted) {
      if (caughtUp && at === this.events.length) {
        await this.growth(signal);
        continue;
      }
      await this.schedule.gate(`deliver to ${number} after ${at}`, signal);
      if (this.failures > 0) {
        this.failures -= 1;
        throw new EventStoreUnavailableError('out of reach');
      }
      const events = this.events.slice(at, at + 1);
      at += events.length;
      caughtUp = at === this.events.length;
      yield { events, ...(at === 0 ? {} : { position: `${at}` }), caughtUp };
    }
  }

  identity = () => Promise.resolve('log');

  positionsOf(type: string): Position[] {
    return this.events.filter((event) => event.type === type).map(({ position }) => position);
  }

  private async growth(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.grown.push(resolve);
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
  }
}

/** Takes events of one type, and can stop before one of them. */
class Consumer implements LogConsumer {
  readonly types: ReadonlySet<string>;
  readonly seen: Position[] = [];
  position: Position | undefined;
  running = true;
  stopsBefore: Position | undefined;

  constructor(
    readonly type: string,
    private readonly schedule: Schedule,
  ) {
    this.types = new Set([type]);
  }

  async consume({ events, position }: LogBatch): Promise<void> {
    if (!this.running) return;
    for (const { recorded } of events) {
      if (recorded.type !== this.type || recorded.position <= (this.position ?? '')) continue;
      if (recorded.position === this.stopsBefore) {
        this.running = false;
        return;
      }
      this.seen.push(recorded.position);
    }
    if ((position ?? '') > (this.position ?? '')) this.position = position;
    await this.schedule.gate(`${this.type} consumes up to ${position ?? '0'}`);
  }
}

class GatedSlices extends TimeSlices {
  constructor(
    private readonly schedule: Schedule,
    /** A batch under way is for those whom the feeds have now. */
    private readonly forWhom: () => unknown,
  ) {
    super();
  }

  override due = () => true;
  override pause = () => this.schedule.gate(`decode ${JSON.stringify(this.forWhom())}`);
}

/** Feeds on a log, in one order of things. */
class Scene {
  readonly log: TypedLog;
  readonly feeds: LogFeeds;
  private readonly consumers: Consumer[] = [];

  constructor(private readonly schedule: Schedule) {
    this.log = new TypedLog(schedule);
    class AnyCodec extends EventCodec {
      override decode: EventCodec['decode'] = (recorded) => recorded as never;
    }
    this.feeds = new LogFeeds({
      eventStore: this.log as unknown as EventStore,
      codec: new AnyCodec([]),
      slices: new GatedSlices(schedule, () => this.stateOfFeeds()),
      batchSize: 1,
      onError: () => undefined,
      wait: (_, signal) => schedule.gate('wait', signal),
    });
  }

  consumer(type: string): Consumer {
    const consumer = new Consumer(type, this.schedule);
    this.consumers.push(consumer);
    return consumer;
  }

  /** Of the feeds as they look from outside; their gates say the rest. */
  state() {
    const consumers = this.consumers.map(({ position, running, seen }) => ({ position, running, seen }));
    const { events, failures } = this.log;
    return { consumers, feeds: this.stateOfFeeds(), events: events.length, failures };
  }

  private stateOfFeeds() {
    return this.feeds.all.map(({ position, live, alone, members }) => ({
      position,
      live,
      alone,
      members: members.map((member) => this.consumers.findIndex((consumer) => consumer === member)),
    }));
  }

  /** Whoever runs has seen all that it listens to up to its position, and no event twice; in the end, all of the log. */
  expectNothingSkipped(): void {
    for (const { seen, type, position = '', running } of this.consumers) {
      expect({ type, seen }).toEqual({
        type,
        seen: this.log.positionsOf(type).filter((at) => at <= position),
      });
      if (running) expect({ type, position }).toEqual({ type, position: `${this.log.events.length}` });
    }
  }

  step = (name: string, act: () => unknown) => ({
    name,
    happen: () => {
      void act();
    },
  });
  join = (consumer: Consumer) =>
    this.step(`${consumer.type} joins`, () => {
      this.feeds.join(consumer);
    });
  leave = (consumer: Consumer) =>
    this.step(`${consumer.type} leaves`, () => {
      consumer.running = false;
      return this.feeds.leave(consumer);
    });
  append = (...types: readonly string[]) =>
    this.step(`append ${types.join()}`, () => {
      this.log.append(...types);
    });
}

type Threads = (scene: Scene) => readonly (readonly Step[])[];

const playing = (threadsOf: Threads) =>
  everyInterleaving(async (schedule) => {
    const scene = new Scene(schedule);
    const isNew = await schedule.run(threadsOf(scene), () => scene.state());
    if (isNew) scene.expectNothingSkipped();
    schedule.open();
    await scene.feeds.stop();
  });

const LONG_TEST = 120_000;
const MANY = 100;

describe('LogFeeds, in every order of what they wait for', () => {
  it(
    'skip nothing for one that joins others, who listen to other events',
    async () => {
      const states = await playing((scene) => {
        const one = scene.consumer('a');
        const late = scene.consumer('b');
        scene.feeds.join(one);
        return [[scene.append('b', 'a')], [scene.join(late)]];
      });
      expect(states).toBeGreaterThan(MANY);
    },
    LONG_TEST,
  );

  it(
    'skip nothing for one that stays, nor for one that goes on from where another left',
    async () => {
      const states = await playing((scene) => {
        const staying = scene.consumer('a');
        const former = scene.consumer('b');
        const next = scene.consumer('b');
        scene.feeds.join(staying);
        scene.feeds.join(former);
        const takeOver = scene.step('takeover', () => {
          next.position = former.position;
          next.seen.push(...former.seen);
          scene.feeds.join(next);
        });
        return [[scene.append('b')], [scene.leave(former), takeOver]];
      });
      expect(states).toBeGreaterThan(MANY);
    },
    LONG_TEST,
  );

  it(
    'skip nothing for one that stops before an event, and goes on later',
    async () => {
      const states = await playing((scene) => {
        const one = scene.consumer('a');
        const choking = scene.consumer('b');
        choking.stopsBefore = '1';
        scene.feeds.join(one);
        scene.feeds.join(choking);
        const goOn = scene.step('b goes on', () => {
          if (choking.running) return;
          choking.running = true;
          choking.stopsBefore = undefined;
          scene.feeds.join(choking);
        });
        return [[scene.append('b'), scene.append('b')], [goOn]];
      });
      expect(states).toBeGreaterThan(MANY);
    },
    LONG_TEST,
  );

  it(
    'skip nothing when one build takes the place of another',
    async () => {
      const states = await playing((scene) => {
        const one = scene.consumer('a');
        const former = scene.consumer('b');
        const next = scene.consumer('b');
        scene.log.append('b');
        scene.feeds.join(one);
        scene.feeds.join(former);
        return [[scene.append('b')], [scene.join(next), scene.leave(former)]];
      });
      expect(states).toBeGreaterThan(MANY);
    },
    LONG_TEST,
  );

  it(
    'skip nothing when the subscription breaks off',
    async () => {
      const states = await playing((scene) => {
        const one = scene.consumer('a');
        const late = scene.consumer('b');
        scene.feeds.join(one);
        const fail = scene.step('fail', () => {
          scene.log.failures += 1;
        });
        return [[scene.append('b')], [scene.join(late)], [fail]];
      });
      expect(states).toBeGreaterThan(MANY);
    },
    LONG_TEST,
  );

  it(
    'skip nothing for one that falls behind, and comes back by a subscription of its own',
    async () => {
      const states = await playing((scene) => {
        const one = scene.consumer('a');
        const slow = scene.consumer('b');
        slow.stopsBefore = '1';
        scene.feeds.join(one);
        scene.feeds.join(slow);
        const comeBack = scene.step('b comes back', () => {
          if (slow.running) return;
          slow.running = true;
          slow.stopsBefore = undefined;
          scene.feeds.joinAlone(slow);
        });
        return [[scene.append('b'), scene.append('b')], [comeBack]];
      });
      expect(states).toBeGreaterThan(MANY);
    },
    LONG_TEST,
  );
});
