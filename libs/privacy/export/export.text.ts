import { type ExportHead, type OpenedSection } from './export.parts.js';

/** The document in JSON but for its last line: a row a line. */
export async function* jsonText(
  head: ExportHead,
  sections: readonly OpenedSection[],
): AsyncGenerator<string> {
  yield '{\n';
  for (const [name, value] of Object.entries(head))
    yield `${JSON.stringify(name)}: ${JSON.stringify(value)},\n`;
  for (const { section, rows } of sections) {
    yield `${JSON.stringify(section.name)}: [`;
    let separator = '\n';
    for await (const row of rows) {
      yield separator + JSON.stringify(row);
      separator = ',\n';
    }
    yield '\n],\n';
  }
}

export const jsonSignature = (jws: string): string => `"signature": ${JSON.stringify(jws)}}`;
