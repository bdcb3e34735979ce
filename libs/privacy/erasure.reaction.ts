import { type CustomerErased } from '../customers/customers.events.js';
import {
  type AnyReaction,
  type CommandEnvelope,
  type DomainCommand,
  type DomainEvent,
  type LogEvent,
  type Reaction,
} from '../event-sourcing/core.js';
import {
  CarryOutErasure,
  FileStreamKey,
  OverwriteRemains,
  RecordReadModelsPurged,
} from './erasure.commands.js';
import { type ErasureRequested, type ReadModelsPurged } from './erasure.events.js';

/** Carries on with erasures that were requested: each step follows from an event, so that none is left out after a kill. */
export const erasures: Reaction<ErasureRequested | CustomerErased> = {
  name: 'erasures',
  events: ['ErasureRequested', 'CustomerErased'],
  from: undefined,
  react: ({ type, data, position }, envelope): readonly DomainCommand[] => {
    const { customerId } = data;
    const now: CommandEnvelope = { ...envelope(0), timeFrom: 'decision' };
    switch (type) {
      case 'ErasureRequested':
        return [new CarryOutErasure(customerId, { caseReference: data.caseReference }, now)];
      case 'CustomerErased':
        return [new RecordReadModelsPurged(customerId, { position }, now)];
    }
  },
};

/**
 * The last step. A reaction of its own: whoever reads what was there before, and a rebuild, may hold it up for long, and
 * no other erasure with it.
 */
export const remains: Reaction<ReadModelsPurged> = {
  name: 'erasure-remains',
  events: ['ReadModelsPurged'],
  from: undefined,
  react: ({ data, position }, envelope): readonly DomainCommand[] => [
    new OverwriteRemains(data.customerId, { position }, { ...envelope(0), timeFrom: 'decision' }),
  ],
};

const customerOf = ({ data }: DomainEvent): string | undefined =>
  'customerId' in data && typeof data.customerId === 'string' ? data.customerId : undefined;

/** Files the keys of streams that begin without a customer, once an event of these types gives them one. */
export const streamKeysOf = (attaching: readonly string[]): AnyReaction => ({
  name: 'stream-keys',
  events: attaching,
  from: undefined,
  react: (event: LogEvent, envelope) => {
    const { stream, revision, position } = event;
    const customerId = customerOf(event);
    return customerId === undefined
      ? []
      : [new FileStreamKey(customerId, { stream, revision, position }, envelope(0))];
  },
});
