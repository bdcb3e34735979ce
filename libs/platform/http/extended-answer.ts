import { type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** An answer's class with further properties, which contexts contribute: for the OpenAPI document. */
export const extendedAnswer = <Answer extends object>(
  base: Type<Answer>,
  properties: Readonly<Record<string, ApiPropertyOptions>>,
): Type<Answer> => {
  const extended = { [base.name]: class extends (base as Type<object>) {} }[base.name] as Type<Answer>;
  for (const [name, options] of Object.entries(properties))
    ApiProperty(options)(extended.prototype as object, name);
  return extended;
};
