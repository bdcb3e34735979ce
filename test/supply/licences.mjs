// Refuses packages of production whose licence isn't one of these, that need another Node than ours, or that tell others
// about an installation. Reads the lock, so it needs no installation.
import { readFileSync } from 'node:fs';

const ALLOWED = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'Unlicense',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
]);
const FORBIDDEN = ['@scarf/scarf'];
const OUR_NODE = [20, 19, 0];

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** "(MIT OR Apache-2.0)" is allowed by one of them, "MIT AND ISC" by all. */
const isAllowed = (licence) =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => ALLOWED.has(part.trim())));

/** The least version that one range such as ">=20.9.0", "^22.1" or "18.x" admits; undefined: any. */
const leastOf = (range) =>
  /(\d+)(?:\.(\d+))?(?:\.(\d+))?/
    .exec(range)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
const isLess = (one, other) => {
  const index = one.findIndex((part, at) => part !== other[at]);
  return index !== -1 && one[index] < other[index];
};

/** Whether our Node is one of those that `engines` asks for, of which ranges joined by "||" are alternatives. */
const fitsNode = (engines) =>
  engines.split('||').some((range) => {
    const least = leastOf(range);
    if (least === undefined || isLess(OUR_NODE, least)) return least === undefined;
    return !/^\s*([\^~]|\d+\.x)/.test(range) || least[0] === OUR_NODE[0];
  });

const problems = Object.entries(packages)
  .filter(([path]) => path !== '')
  .flatMap(([path, { version, license = 'none', engines, dev, devOptional }]) => {
    const name = `${nameOf(path)}@${version}`;
    const inProduction = dev !== true && devOptional !== true;
    return [
      ...(inProduction && !isAllowed(license) ? [`${name} has the licence ${license}`] : []),
      ...(engines?.node !== undefined && !fitsNode(engines.node)
        ? [`${name} needs Node ${engines.node}`]
        : []),
      ...(FORBIDDEN.includes(nameOf(path)) ? [`${name} reports installations to others`] : []),
    ];
  });

for (const problem of problems) console.error(problem);
console.log(`${Object.keys(packages).length - 1} packages, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
