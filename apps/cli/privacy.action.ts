import { createPublicKey, type KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../libs/event-sourcing/core.js';
import {
  checkedDocument,
  DocumentNotSignedError,
  type DossierConfig,
  JSON_TYPE,
  localPrincipal,
} from '../../libs/platform/index.js';
import { CustomerExport } from '../../libs/privacy/export/customer-export.js';
import { type SigningKeyAnswer } from '../../libs/privacy/export/export.answers.js';
import { type ExportMedia, HTML_TYPE } from '../../libs/privacy/export/export.parts.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { answerTo, serviceOf, unlessServed } from './asking.js';
import { configForExisting, openContext } from './command-line.js';
import { whileWriting } from './reading.js';
import { questionsTo } from './service.js';
import { type AskOptions, print, printJson, UserError, type WaitOptions } from './usage.js';

export interface ExportOptions extends AskOptions {
  readonly page?: true;
  readonly out?: string;
}

export interface CheckOptions extends AskOptions {
  readonly key?: string;
}

/** From the service that is named or runs on the folder, or else from the stores, which are written to: it is recorded. */
export const exportCustomer = async (customer: string, options: ExportOptions): Promise<void> => {
  await exported(customer, options);
  if (options.out === undefined) return;
  if (options.json) printJson({ file: options.out });
  else print(`All that is held about ${customer} is in ${options.out}; dossier privacy check proves it.`);
};

const exported = async (customer: string, options: ExportOptions): Promise<void> => {
  const media = options.page ? HTML_TYPE : JSON_TYPE;
  const write = (parts: AsyncIterable<string | Uint8Array>) => written(parts, options.out);
  const service = await serviceOf(options);
  if (service) {
    const path = `/v1/privacy/customers/${encodeURIComponent(customer)}/export`;
    return write(await questionsTo(service, '', options).document(path, media));
  }
  return unlessServed(
    () => exportFromStores(configForExisting(options), customer, media, options, write),
    () => exported(customer, options),
  );
};

const exportFromStores = (
  config: DossierConfig,
  customer: string,
  media: ExportMedia,
  options: WaitOptions,
  write: (parts: AsyncIterable<string>) => Promise<void>,
): Promise<void> => {
  const open = (opened: DossierConfig) => openContext(StandaloneModule.inOneThread(opened));
  return whileWriting(config, options, open, async (context) => {
    const exports = context.get(CustomerExport, { strict: false });
    try {
      await write(await exports.document(customer.toLowerCase(), localPrincipal, media));
    } catch (error) {
      throw error instanceof DomainError ? new UserError(error.message) : error;
    }
  });
};

const written = (parts: AsyncIterable<string | Uint8Array>, file: string | undefined): Promise<void> =>
  file === undefined
    ? pipeline(parts, process.stdout, { end: false })
    : pipeline(parts, createWriteStream(file, { mode: 0o600 }));

/** @throws UserError when the document isn't what was signed */
export const check = async (file: string, options: CheckOptions): Promise<void> => {
  const document = await contentOf(file);
  const key = options.key === undefined ? await serviceKey(options) : keyIn(await contentOf(options.key));
  try {
    const { claims, keyId } = await checkedDocument(document, key);
    if (options.json) printJson({ file, ...claims, signedBy: keyId });
    else
      print(
        `${file} is as it was signed by the key ${keyId}: ${String(claims.document)} of customer ${String(claims.customerId)}, made at ${String(claims.madeAt)}.`,
      );
  } catch (error) {
    throw error instanceof DocumentNotSignedError ? new UserError(`${file}: ${error.message}`) : error;
  }
};

const serviceKey = async (options: AskOptions): Promise<KeyObject> => {
  const { pem } = await answerTo<SigningKeyAnswer>('/v1/privacy/signing-key', options);
  return createPublicKey(pem);
};

const keyIn = (pem: Buffer): KeyObject => {
  try {
    return createPublicKey(pem);
  } catch {
    throw new UserError('--key must name a file with a public key in PEM');
  }
};

const contentOf = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UserError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
};
