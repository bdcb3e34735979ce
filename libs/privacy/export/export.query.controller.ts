import { applyDecorators, Get, Header, Headers, Req, Res, StreamableFile, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiProduces, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { type Position } from '../../event-sourcing/core.js';
import {
  Answers,
  DocumentedQuery,
  DocumentSigner,
  EXPORT_OPERATION,
  type ExportSection,
  Id,
  JSON_TYPE,
  logProblems,
  MinPosition,
  preferred,
  principalOf,
  QueryController,
  seesPersonalData,
  Serves,
  viewerOf,
} from '../../platform/index.js';
import { PrivacyError, type PrivacyErrorCode } from '../privacy.errors.js';
import { CustomerExport } from './customer-export.js';
import { exportAnswer, SigningKeyAnswer, signingKeyAnswer } from './export.answers.js';
import { HTML_TYPE } from './export.parts.js';

const problems = {
  'customer-not-found': 404,
  'scope-missing': 403,
} satisfies Partial<Record<PrivacyErrorCode, number>>;

/** `GET` that answers with a signed document, in JSON or as a page. */
const Exports = (Answer: Type): MethodDecorator =>
  applyDecorators(
    Get('customers/:id/export'),
    Serves(JSON_TYPE, HTML_TYPE),
    Header('Cache-Control', 'no-store'),
    DocumentedQuery({
      id: EXPORT_OPERATION,
      summary: 'Export all that is held about a customer',
      about:
        'All that is held about a person, in whichever context, and where it came from, who has seen it and to whom it was ' +
        'handed out: in JSON, or with Accept: text/html as a page that prints. It comes as it is read, and its last line is a ' +
        'signature over all before it: without that line it is not whole. Asks for the scope pii:read besides. Refuses when ' +
        'there is no such customer; of one who was erased, it says so.',
      refuses: { ...problems, ...logProblems, 'access-not-recorded': 503 },
    }),
    ApiProduces(JSON_TYPE, HTML_TYPE),
    ApiExtraModels(Answer),
    ApiResponse({
      status: 200,
      description: 'The whole document, signed by its last line',
      content: {
        [JSON_TYPE]: { schema: { $ref: getSchemaPath(Answer) } },
        [HTML_TYPE]: { schema: { type: 'string' } },
      },
    }),
  );

/** The controller whose answer holds what these sections say. */
export const exportController = (sections: readonly ExportSection[]): Type => {
  @QueryController('privacy', 'crm:admin', problems)
  class ExportController {
    constructor(
      private readonly exports: CustomerExport,
      private readonly signer: DocumentSigner,
    ) {}

    @Exports(exportAnswer(sections))
    async export(
      @Id() id: string,
      @Headers('accept') accept: string | undefined,
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
      @MinPosition() minPosition?: Position,
    ): Promise<StreamableFile> {
      if (!seesPersonalData(request))
        throw new PrivacyError('scope-missing', 'this asks for a token with the scope pii:read, too');
      void reply.header('Vary', 'Accept');
      const media = preferred(accept, [JSON_TYPE, HTML_TYPE]) === HTML_TYPE ? HTML_TYPE : JSON_TYPE;
      const viewer = viewerOf(request, principalOf(request));
      const document = await this.exports.document(id.toLowerCase(), viewer, media, minPosition);
      return new StreamableFile(Readable.from(document), { type: `${media}; charset=utf-8` });
    }

    @Answers(SigningKeyAnswer, {
      path: 'signing-key',
      id: 'getSigningKey',
      summary: 'Get the key that exports are signed by',
      about:
        'The public half: whoever is handed an export checks its signature by it. It is the same for as long as the key store is.',
      refuses: { 'key-store-unavailable': 503 },
    })
    async signingKey(): Promise<SigningKeyAnswer> {
      return signingKeyAnswer(await this.signer.key());
    }
  }
  return ExportController;
};
