import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type Position, ReadModels } from '../../event-sourcing/core.js';
import {
  AccessRecorder,
  CLOCK,
  DocumentSigner,
  EXPORT_OPERATION,
  type ExportSection,
  JSON_TYPE,
  type Resolve,
  type Viewer,
} from '../../platform/index.js';
import { erasureReceipts } from '../read-models/erasures.projection.js';
import { jsonSignature, jsonText } from './export.text.js';
import { pageSignature, pageText } from './export.page.js';
import { EXPORT_SECTIONS, type ExportHead, type ExportMedia, type OpenedSection } from './export.parts.js';

/** All that is held about one customer, and where it came from, as a signed document. */
@Injectable()
export class CustomerExport {
  constructor(
    private readonly modules: ModuleRef,
    private readonly readModels: ReadModels,
    private readonly recorder: AccessRecorder,
    private readonly signer: DocumentSigner,
    @Inject(EXPORT_SECTIONS) private readonly sections: readonly ExportSection[],
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  /**
   * The document, part by part, as it is read; no more of it is in memory. That it is handed out is recorded before.
   * @throws the refusal of a section when there is no such customer, before anything is recorded
   * @throws AccessNotRecordedError, KeyStoreError
   */
  async document(
    customerId: string,
    viewer: Viewer,
    media: ExportMedia,
    minPosition?: Position,
  ): Promise<AsyncGenerator<string>> {
    const options = minPosition === undefined ? {} : { minPosition };
    const madeAt = this.now().toISOString();
    const erasures = await this.readModels.open(erasureReceipts, options);
    const erasedAt = (await erasures.get(customerId))?.erasedAt ?? null;
    const opened = await this.opened(customerId, options);
    const { id: signedBy } = await this.signer.key();
    await this.recorder.record({ customerIds: [customerId], operation: EXPORT_OPERATION }, viewer);
    const head: ExportHead = { customerId, madeAt, madeFor: viewer.subject, signedBy, erasedAt };
    const claims = { document: 'dossier-export', customerId, madeAt, erasedAt };
    return media === JSON_TYPE
      ? this.signer.signed(jsonText(head, opened), claims, jsonSignature)
      : this.signer.signed(pageText(head, opened), claims, pageSignature);
  }

  private async opened(
    customerId: string,
    options: { readonly minPosition?: Position },
  ): Promise<readonly OpenedSection[]> {
    const resolve: Resolve = <Provided>(token: Type<Provided>) =>
      this.modules.get<Provided, Provided>(token, { strict: false });
    const opened: OpenedSection[] = [];
    for (const section of this.sections)
      opened.push({ section, rows: await section.rows(resolve, customerId, options) });
    return opened;
  }
}
