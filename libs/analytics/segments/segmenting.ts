import { type Base } from '../base/base.js';
import { type Key } from '../groups.js';
import { membersOf } from './defined/membership.js';
import { type Segmenting } from './defined/segment-conditions.js';
import { type KeptFigures, scored, segmentsAmong } from './scored-buyers.js';

/** The segment of each customer that is in one, or that has an order. */
export async function segmentsOf(
  base: Base,
  currency: string | null,
  { defined, ...scoring }: Segmenting,
  kept?: KeptFigures,
): Promise<ReadonlyMap<string, Key>> {
  if (!defined) return segmentsAmong(await scored(base, currency, scoring, kept));
  const segments = new Map<string, Key>();
  for await (const { customerId } of membersOf(base, defined, kept)) segments.set(customerId, defined.name);
  return segments;
}
