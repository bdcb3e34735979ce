import { describe, expect, it, jest } from '@jest/globals';
import { getMetadataStorage, IsInt, IsString, validateSync } from 'class-validator';
import { rememberMetadata } from './validation-metadata.js';

class Named {
  @IsString()
  name: unknown = 'Ada';
}

class Aged extends Named {
  @IsInt({ groups: ['strict'] })
  age: unknown = 'old';
}

describe('what the decorators of a class say', () => {
  it('is looked up once for each class', () => {
    const storage = getMetadataStorage();
    const find = jest.spyOn(storage, 'getTargetValidationMetadatas');
    rememberMetadata(storage);
    for (let count = 0; count < 3; count += 1) {
      expect(validateSync(Object.assign(new Named(), { name: 1 }))).toHaveLength(1);
      expect(validateSync(new Aged()).map(({ property }) => property)).toEqual(['age']);
      expect(validateSync(new Named())).toEqual([]);
    }
    expect(find.mock.calls.map(([target]) => target)).toEqual([Named, Aged]);
  });

  it('is looked up each time for groups', () => {
    const wrong = (group: string) =>
      validateSync(new Aged(), { groups: [group], forbidUnknownValues: false }).map(
        ({ property }) => property,
      );
    expect([wrong('strict'), wrong('another'), wrong('strict')]).toEqual([['age'], [], ['age']]);
  });
});
