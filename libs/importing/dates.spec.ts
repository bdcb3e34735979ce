import { describe, expect, it } from '@jest/globals';
import { dateReader, isDateFormat } from './dates.js';

describe('a date', () => {
  it.each([
    ['YYYYMMDD', '19970101', '1997-01-01T00:00:00'],
    ['YYYY-MM-DD', '2016-10-20', '2016-10-20T00:00:00'],
    ['M/D/YYYY', '7/29/2013', '2013-07-29T00:00:00'],
    ['M/D/YYYY', '12/1/2013', '2013-12-01T00:00:00'],
    ['DD.MM.YYYY HH:mm', '03.04.2020 17:45', '2020-04-03T17:45:00'],
    ['YYYY-MM-DDTHH:mm:ss', '2020-02-29T23:59:59', '2020-02-29T23:59:59'],
  ])('of the form %s is read from %s', (format, text, date) => {
    expect(dateReader(format)(text)).toBe(date);
  });

  it.each([
    ['YYYYMMDD', '1997011'],
    ['YYYYMMDD', '19970230'],
    ['YYYY-MM-DD', '2016-13-01'],
    ['YYYY-MM-DD', '2019-02-29'],
    ['DD.MM.YYYY', '03x04x2020'],
    ['YYYY-MM-DD HH:mm', '2016-01-01 24:00'],
    ['YYYY-MM-DD', 'tomorrow'],
  ])('of the form %s is not %s', (format, text) => {
    expect(dateReader(format)(text)).toBeUndefined();
  });

  it('has a format that names year, month and day, none of them twice', () => {
    expect(isDateFormat('D.M.YYYY')).toBe(true);
    expect(isDateFormat('MM/YYYY')).toBe(false);
    expect(isDateFormat('YYYY-MM-DD M')).toBe(false);
  });
});
