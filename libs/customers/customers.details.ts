import { type CustomerDetails, type CustomerDetailsChanged } from './customers.events.js';

/** Details as they are after a change of them; what was cleared is absent. */
export const detailsAfter = (
  details: CustomerDetails,
  { customerId: _id, occurredAt: _at, cleared = [], ...changes }: CustomerDetailsChanged['data'],
): CustomerDetails => {
  const { name, ...others } = { ...details, ...changes };
  const gone: ReadonlySet<string> = new Set(cleared);
  return { name, ...Object.fromEntries(Object.entries(others).filter(([detail]) => !gone.has(detail))) };
};
