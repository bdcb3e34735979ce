import { type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { extendedAnswer, type ExportSection, type SigningKey } from '../../platform/index.js';
import { type ExportHead } from './export.parts.js';

/** All that is held about one customer, in JSON. */
class CustomerExportAnswer implements ExportHead {
  @ApiProperty({ format: 'uuid' })
  readonly customerId: string;

  @ApiProperty({ format: 'date-time' })
  readonly madeAt: string;

  @ApiProperty({ description: 'Who asked for it' })
  readonly madeFor: string;

  @ApiProperty({ description: 'The id of the key that it is signed by' })
  readonly signedBy: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'Null: the person was not erased',
  })
  readonly erasedAt: string | null;

  @ApiProperty({ description: 'A JWS over the SHA-256 of all lines before this, the last one' })
  readonly signature: string;
}

/** With a list for each section. */
export const exportAnswer = (sections: readonly ExportSection[]): Type =>
  extendedAnswer(
    CustomerExportAnswer,
    Object.fromEntries(
      sections.map(({ name, about }): [string, ApiPropertyOptions] => [
        name,
        {
          type: 'array',
          items: { type: 'object', additionalProperties: true },
          description: about,
        },
      ]),
    ),
  );

/** The public half of the key that documents are signed by. */
export class SigningKeyAnswer {
  @ApiProperty({ description: 'Named by each signature (kid): the RFC 7638 thumbprint' })
  readonly id: string;

  @ApiProperty({ enum: ['EdDSA'] })
  readonly algorithm: 'EdDSA';

  @ApiProperty({ description: 'The public key in PEM' })
  readonly pem: string;
}

export const signingKeyAnswer = ({ id, publicKey }: SigningKey): SigningKeyAnswer => ({
  id,
  algorithm: 'EdDSA',
  pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});
