import { describe, expect, it } from '@jest/globals';
import { mask, type PersonalKind } from './masks.js';

describe('a masked value', () => {
  it.each<[PersonalKind, unknown, unknown]>([
    ['name', 'Ada Lovelace', 'A… L…'],
    ['name', '  Ada\tKing  Noel ', 'A… K… N…'],
    ['name', '👩‍🔬x', '👩…'],
    ['e-mail', 'ada@example.org', 'a…@e….org'],
    ['e-mail', 'ada@mail.example.co.uk', 'a…@m….uk'],
    ['e-mail', '"a@b"@localhost', '"…@l…'],
    ['e-mail', 'no address', '…'],
    ['phone', '+4930123456', '…56'],
    ['phone', '+1 234', '…'],
    ['text', 'Called about her engine', '…'],
    ['text', ['vip', 'of Babbage'], ['…', '…']],
    ['text', { system: 'erp', id: 7 }, { system: '…', id: '…' }],
    ['name', { first: 'Ada' }, { first: '…' }],
    ['text', 1815, '…'],
    ['text', true, '…'],
    ['text', null, null],
    ['text', '', ''],
    ['name', undefined, undefined],
    [
      'contact-point',
      [{ id: '1', kind: 'e-mail', value: 'ada@example.org' }],
      [{ id: '1', kind: 'e-mail', value: 'a…@e….org' }],
    ],
    [
      'contact-point',
      { id: '2', kind: 'social', value: 'ada', network: 'weibo' },
      { id: '2', kind: 'social', value: '…', network: '…' },
    ],
    ['contact-point', { kind: 'phone', value: '+4930123456' }, { kind: 'phone', value: '…56' }],
    ['contact-point', 'ada@example.org', '…'],
  ])('of kind %s: %j is shown as %j', (kind, value, shown) => {
    expect(mask(kind, value)).toEqual(shown);
  });
});
