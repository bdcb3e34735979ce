/** Drawings as SVG: texts and numbers in, one text out. */

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Coordinates need no more than hundredths of a pixel. */
export const at = (value: number): string => `${Math.round(value * 100) / 100}`;

export const text = (x: number, y: number, words: string, attributes = ''): string =>
  `<text x="${at(x)}" y="${at(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escaped(words)}</text>`;

export const drawing = (width: number, height: number, title: string, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Lines over the same labels, with a scale from 0 to the highest value. */
export function lineChart(
  { x, y, width, height }: Box,
  title: string,
  labels: readonly string[],
  lines: readonly Line[],
): string[] {
  const highest = Math.max(1, ...lines.flatMap(({ values }) => values));
  const left = x + 45;
  const [right, top, bottom] = [x + width, y + 40, y + height - 20];
  const across = (index: number) => left + ((right - left) * index) / Math.max(1, labels.length - 1);
  const up = (value: number) => bottom - ((bottom - top) * value) / highest;
  const scale = [0, 0.5, 1].flatMap((share) => [
    `<line x1="${at(left)}" x2="${at(right)}" y1="${at(up(share * highest))}" y2="${at(up(share * highest))}" stroke="#ddd"/>`,
    text(
      left - 5,
      up(share * highest) + 4,
      Math.round(share * highest).toLocaleString('en'),
      'text-anchor="end"',
    ),
  ]);
  const every = Math.max(1, Math.ceil(labels.length / 10));
  return [
    text(x, y + 15, title, 'font-weight="bold"'),
    ...scale,
    ...labels.flatMap((label, index) =>
      index % every === 0 ? [text(across(index), bottom + 15, label, 'text-anchor="middle"')] : [],
    ),
    ...lines.flatMap(({ name, colour, values }, index) => [
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${values.map((value, point) => `${at(across(point))},${at(up(value))}`).join(' ')}"/>`,
      text(left + 100 * index, y + 32, name, `fill="${colour}"`),
    ]),
  ];
}
