import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import {
  commandIdFor,
  chainHash,
  type EventMetadata,
  GENESIS,
  type RecordedEvent,
} from '../../libs/event-sourcing/core.js';
import { TESTER } from '../support/tokens.js';
import { type Acknowledged, Load, send } from '../support/load.js';
import { type ServiceProcess, StandbyProcess } from '../support/service.process.js';
import { StoredState } from '../support/stored-state.js';
import { onServers } from '../support/stores.js';
import { until } from '../support/until.js';

/** Starting on servers takes longer, and projectors are killed there by a spec of their own. */
const KILLS = onServers ? 5 : 20;
const CALLERS = 6;
const LONG_TEST = 600_000;

const commandOf = ({ metadata }: RecordedEvent): string => (metadata as unknown as EventMetadata).commandId;

const grouped = (events: readonly RecordedEvent[], by: (event: RecordedEvent) => string) => {
  const groups = new Map<string, RecordedEvent[]>();
  for (const event of events) groups.set(by(event), [...(groups.get(by(event)) ?? []), event]);
  return groups;
};

describe(`the standalone service, killed under load ${KILLS} times`, () => {
  let folder: string;
  let state: StoredState;
  let service: ServiceProcess;
  let log: RecordedEvent[];
  const acknowledged: Acknowledged[] = [];

  beforeAll(async () => {
    folder = temporaryFolder();
    service = await new StandbyProcess('standalone').serve(folder);
    const shared = await service.accepted('/v1/customers', { kind: 'organisation', name: 'Shared' });
    for (let round = 1; round <= KILLS; round += 1) {
      const next = new StandbyProcess('standalone');
      const load = new Load(service, `round-${round}`, shared.id, CALLERS);
      // Each round is killed at another point of its way.
      await until('commands acknowledged', () => load.acknowledged.length >= 5 + ((round * 7) % 23));
      await service.kill();
      await load.ended();
      acknowledged.push(...load.acknowledged);
      service = await next.serve(folder);
      for (const command of load.unanswered) acknowledged.push(await send(service, command));
    }
    state = await StoredState.open(folder);
    await state.caughtUp();
    log = await state.log();
  }, LONG_TEST);

  afterAll(async () => {
    await service.kill();
    await state.close();
  });

  it('has every acknowledged command in the log, where it was said to be, once', () => {
    const byCommand = grouped(log, commandOf);
    expect(acknowledged.length).toBeGreaterThan(KILLS * 5);
    for (const { command, id, revision, position } of acknowledged) {
      const events = byCommand.get(commandIdFor(TESTER.client, command.key)) ?? [];
      expect(events.map((event) => [event.stream.endsWith(id), event.revision, event.position])).toEqual([
        [true, revision, position],
      ]);
    }
  });

  it('takes each of them for a repetition when it is sent once more', async () => {
    const sample = acknowledged.filter((_, index) => index % 10 === 0);
    for (const { command, outcome: _, ...accepted } of sample)
      expect(await send(service, command)).toEqual({ ...accepted, command, outcome: 'repeated' });
    expect(await state.events.head()).toBe(log.at(-1)?.position);
  });

  it('has a log without gaps, every stream an unbroken chain', () => {
    expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
    for (const [stream, events] of grouped(log, ({ stream }) => stream)) {
      expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index));
      let previous = GENESIS;
      for (const { metadata, revision, id, type, data } of events) {
        const { hash, ...covered } = metadata;
        previous = chainHash(previous, { stream, revision, id, type, data, metadata: covered });
        expect(previous).toBe(hash);
      }
    }
  });

  it('booked one order for each win', () => {
    const wins = log.filter(({ type }) => type === 'DealWon').map(({ data }) => data.orderId);
    const booked = log.filter(({ type, data }) => type === 'OrderPlaced' && data.dealId !== undefined);
    expect(wins.length).toBeGreaterThan(0);
    expect(booked.map(({ data }) => data.orderId).sort()).toEqual(wins.sort());
  });

  it(
    'serves what a rebuild from the log yields',
    async () => {
      const served = await state.served();
      await state.rebuildAll(service);
      expect(await state.served()).toEqual(served);
      for (const name of ['directory', 'profile', 'timeline', 'orders', 'deals', 'history'])
        expect(Object.keys(served[name] ?? {}).length).toBeGreaterThan(0);
    },
    LONG_TEST,
  );
});
