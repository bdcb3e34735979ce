import { type ExportHead, type OpenedSection } from './export.parts.js';

const STYLE = `
body { font: 11pt/1.4 system-ui, sans-serif; color: #1a1a1a; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-bottom: 1px solid #999 }
h3 { font-size: 1rem; margin: 0 0 .3rem }
article { border-top: 1px solid #ddd; padding: .6rem 0; break-inside: avoid-page }
dl { display: grid; grid-template-columns: minmax(7rem, 13rem) 1fr; gap: .1rem 1rem; margin: 0 }
dt { color: #555 } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
ul { margin: 0; padding-left: 1.2rem } .erased { border: 2px solid #a00; padding: .6rem 1rem }
@media print { body { margin: 0; max-width: none; font-size: 9pt } h2 { break-after: avoid } }
`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => ENTITIES[found] ?? found);

/** `recordedAt` as a person reads it: `recorded at`. */
const labelOf = (name: string): string =>
  name.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueText = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? '–' : listOf(value);
  if (isFields(value)) return fieldsText(value);
  if (value === null || value === '') return '–';
  return escaped(typeof value === 'string' ? value : JSON.stringify(value));
};

const listOf = (values: readonly unknown[]): string =>
  `<ul>${values.map((value) => `<li>${valueText(value)}</li>`).join('')}</ul>`;

const fieldsText = (fields: Readonly<Record<string, unknown>>): string => {
  const shown = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (shown.length === 0) return '–';
  return `<dl>${shown.map(([name, value]) => `<dt>${escaped(labelOf(name))}</dt><dd>${valueText(value)}</dd>`).join('')}</dl>`;
};

const headText = ({ erasedAt, ...head }: ExportHead): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>All that is held about customer ${escaped(head.customerId)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>All that is held about a person, and where it came from</h1>
${fieldsText(head)}
<p>Times are in UTC. The last line of this file is a signature over all lines before it.</p>
${erasedAt === null ? '' : `<p class="erased"><strong>The person was erased on ${escaped(erasedAt)}.</strong> Nothing that told about them can be read any more; below is what stays without them.</p>`}
`;

/** The document as a page but for its last line: one file, without scripts, that prints. */
export async function* pageText(
  head: ExportHead,
  sections: readonly OpenedSection[],
): AsyncGenerator<string> {
  yield headText(head);
  for (const { section, rows } of sections) {
    const { name, title, about } = section;
    yield `<section id="${escaped(name)}">\n<h2>${escaped(title)}</h2>\n<p>${escaped(about)}</p>\n`;
    let count = 0;
    for await (const row of rows) {
      count += 1;
      const fields = { ...row };
      yield `<article>\n<h3>${escaped(section.heading(fields))}</h3>\n${fieldsText(fields)}\n</article>\n`;
    }
    yield count === 0 ? '<p>Nothing.</p>\n</section>\n' : '</section>\n';
  }
  yield '</body>\n</html>\n';
}

export const pageSignature = (jws: string): string => `<!-- signature: ${jws} -->`;
