import { type CustomerDetailsChanged, type CustomerRegistered } from '../../customers/customers.events.js';
import { projection } from '../../event-sourcing/core.js';
import { type TimeZone } from '../time-zone.js';
import { zonedName } from '../zoned-name.js';
import { type History, recordedIn, withFact } from './fact-history.js';

/** Names and regions of customers, as of any day. */
export interface CustomerAttributes {
  readonly name: History<string>;
  /** `null`: unknown. */
  readonly region: History<string | null>;
}

/** Undefined: the event doesn't change it. */
const regionIn = ({ type, data }: CustomerRegistered | CustomerDetailsChanged): string | null | undefined =>
  type === 'CustomerDetailsChanged' && data.cleared?.includes('region') ? null : data.region;

export const customerAttributesIn = (zone: TimeZone) =>
  projection<CustomerAttributes, CustomerRegistered | CustomerDetailsChanged>({
    name: zonedName('customer-attributes', zone),
    version: 1,
    events: ['CustomerRegistered', 'CustomerDetailsChanged'],
    indexes: [],
    documentIds: ({ data }) => [data.customerId],
    initial: () => ({ name: [], region: [] }),
    evolve: (attributes, event) => {
      const { name } = event.data;
      const region = regionIn(event);
      if (name === undefined && region === undefined) return attributes;
      const recorded = recordedIn(zone, event);
      return {
        name: name === undefined ? attributes.name : withFact(attributes.name, recorded, name),
        region: region === undefined ? attributes.region : withFact(attributes.region, recorded, region),
      };
    },
  });
