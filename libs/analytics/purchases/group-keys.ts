import { type Key } from '../groups.js';

/** What a group is found by. */
export interface GroupKeys {
  readonly key: Key;
  readonly thenKey?: Key;
}
