import { DomainCommand, ERASED, type Fold } from '../event-sourcing/core.js';
import { type ContactPoint, type CustomerEvent, customerEvents } from './customers.events.js';

/** A way to reach somebody, normalised. */
export type Address = Pick<ContactPoint, 'kind' | 'value' | 'network'>;

/** What the keyed hash of an address is made of, and its key named after. */
export const SUPPRESSIONS = 'suppressions';
export const addressText = ({ kind, value, network = '' }: Address): string =>
  JSON.stringify([kind, network, value]);

/** `id` is the keyed hash of an address: it can't be read back. */
export class SuppressAddress extends DomainCommand {
  readonly type = 'SuppressAddress';
}

/** Every address at which a customer was ever reached, as far as it can still be read. */
export const addressesOf: Fold<readonly Address[], CustomerEvent> = {
  category: 'customer',
  events: customerEvents,
  initial: [],
  evolve: (addresses, { type, data }) => {
    if (type === 'CustomerRegistered') return (data.contactPoints ?? []).filter(isReadable);
    return type === 'ContactPointAdded' && isReadable(data.contactPoint)
      ? [...addresses, data.contactPoint]
      : addresses;
  },
};

const isReadable = ({ value }: Address): boolean => value !== ERASED;
