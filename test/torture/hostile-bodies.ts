import { type Randomness } from './randomness.js';

export interface HostileBody {
  readonly name: string;
  readonly body: string;
  readonly type?: string;
}

const SIZE = 900_000;

/** Bodies that a service must refuse, and must not be kept busy by; none is over the limit of one body. */
export const hostileBodies = (random: Randomness): readonly HostileBody[] => [
  {
    name: 'a list of empty objects',
    body: `{"kind":"person","name":"A","contactPoints":[${'{},'.repeat(SIZE / 3 - 20)}{}]}`,
  },
  {
    name: 'unknown fields',
    body: `{${Array.from({ length: 40_000 }, (_, n) => `"field${n}":1`).join(',')}}`,
  },
  { name: 'depth', body: `${'['.repeat(SIZE / 2)}${']'.repeat(SIZE / 2)}` },
  { name: 'half a body', body: '{"kind":"person","name":"A' },
  { name: '__proto__', body: '{"kind":"person","name":"A","__proto__":{"admin":true}}' },
  { name: 'a number as a name', body: '{"kind":"person","name":1e308}' },
  { name: 'no JSON', body: String.fromCharCode(...Array.from({ length: 100 }, () => 33 + random.below(90))) },
  { name: 'another type', body: '<name/>', type: 'application/xml' },
];
