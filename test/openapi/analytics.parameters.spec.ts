import { describe, expect, it } from '@jest/globals';
import { type OpenAPIObject } from '@nestjs/swagger';
import { readFileSync } from 'node:fs';

const { paths } = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
) as OpenAPIObject;

const FITS = 'models/lifetime-value/fits';
const FILTERS = ['region', 'owner', 'source', 'sector', 'kind', 'tag', 'cohort', 'segment', 'scheme'];

/** Answers that stand for no day: what was recorded and defined, not what is worked out of it. */
const ofNoDay = [FITS, `${FITS}/{id}`, 'exchange-rates', 'segments/definitions', 'segments/{id}'];
/** About one customer, or about the very customers that a fit is of. */
const ofThose = [
  'customers/{id}',
  `${FITS}/{id}/predictions/{customerId}`,
  `${FITS}/{id}/validation`,
  `${FITS}/{id}/validation.svg`,
];
/** Of no amounts that a currency could be asked for, or in the one of their fit. */
const ofNoCurrency = ['lifecycle', 'lifecycle/customers'];

const reports = Object.entries(paths).flatMap(([path, { get }]) => {
  const [, name] = /^\/v1\/analytics\/(.+)$/.exec(path) ?? [];
  if (get === undefined || name === undefined || ofNoDay.includes(name)) return [];
  const parameters = (get.parameters ?? []).flatMap((each) => ('name' in each ? [each.name] : []));
  const ok = get.responses['200'];
  const media = ok && 'content' in ok ? Object.keys(ok.content ?? {}) : [];
  return [{ name, parameters, media }];
});

describe.each(reports)('GET /v1/analytics/$name', ({ name, parameters, media }) => {
  const isOfFit = name.startsWith(FITS);

  it('is asked as of a day, as it was known', () => {
    expect(parameters).toContain('knownAt');
    expect(parameters).toContain(name.includes('validation') ? 'holdoutUntil' : 'asOf');
  });

  it('is asked of some customers', () => {
    const missing = FILTERS.filter((filter) => !parameters.includes(filter));
    expect(missing).toEqual(ofThose.includes(name) ? FILTERS : []);
  });

  it('is asked in a currency, and converted to it', () => {
    const asked = ['currency', 'convert'].filter((each) => parameters.includes(each));
    const expected = isOfFit ? [] : ofNoCurrency.includes(name) ? ['currency'] : ['currency', 'convert'];
    expect(asked).toEqual(expected);
  });

  it('is answered as JSON, as CSV and as lines of JSON, or as a drawing', () => {
    const drawn = name.endsWith('.svg');
    const tables = ['application/json', 'text/csv', 'application/x-ndjson'];
    expect(media).toEqual(drawn ? ['image/svg+xml'] : tables);
  });
});
