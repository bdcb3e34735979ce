import { describe, expect, it } from '@jest/globals';
import { currencies } from './currencies.js';

describe('currencies', () => {
  it.each(['EUR', 'USD', 'JPY', 'CNY', 'KWD', 'DEM', 'ITL'])('know %s, of today or of the past', (code) => {
    expect(currencies).toContain(code);
  });

  it.each(['XXZ', 'EUX', 'eur', 'EURO', ''])('know no %j', (code) => {
    expect(currencies).not.toContain(code);
  });
});
