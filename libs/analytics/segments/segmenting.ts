import { type Base } from '../base/base.js';
import { type Key } from '../groups.js';
import { membersOf } from './defined/membership.js';
import { type Segmenting } from './defined/segment-conditions.js';
import { type KeptFigures, scored } from './scored-buyers.js';

/** The segment of each customer that is in one, or that has an order. */
export async function segmentsOf(
  base: Base,
  currency: string | null,
  { defined, ...scoring }: Segmenting,
  kept?: KeptFigures,
): Promise<ReadonlyMap<string, Key>> {
  const segments = new Map<string, Key>();
  if (defined)
    for await (const { customerId } of membersOf(base, defined)) segments.set(customerId, defined.name);
  else
    for (const { customerId, segment } of await scored(base, currency, scoring, kept))
      segments.set(customerId, segment);
  return segments;
}
