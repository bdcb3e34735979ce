import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { validated } from '../commands/validation.js';

/** Bodies and queries as instances of the classes that describe them; what has no class passes as it is. */
@Injectable()
export class RequestValidationPipe implements PipeTransform<unknown> {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' && type !== 'query') return value;
    if (metatype === undefined || metatype === Object) return value;
    return validated(metatype as new () => object, value);
  }
}
