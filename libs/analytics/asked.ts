import { type Position } from '../event-sourcing/core.js';

/** What every analytic question says: as of which day, in which currency, and what it must have seen. */
export interface Asked {
  readonly asOf: string;
  /** May be left out where there is one alone. */
  readonly currency?: string | undefined;
  readonly minPosition?: Position | undefined;
}
