import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const escaped = (text: string): string =>
  text.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The forms in which a text may stand in a file: UTF-8, UTF-16 of both orders, and escaped as in JSON, fully or as little as may be. */
const formsOf = (text: string): Buffer[] => {
  const json = JSON.stringify(text).slice(1, -1);
  return [text, text.toLowerCase(), json, escaped(json)].flatMap((form) => [
    Buffer.from(form),
    Buffer.from(form, 'utf16le'),
    Buffer.from(form, 'utf16le').swap16(),
  ]);
};

/** As one character for each byte, without the case of Latin letters. */
const folded = (bytes: Buffer): string => bytes.toString('latin1').toLowerCase();

/** Those of the texts that the bytes hold in any form. */
export const textsIn = (bytes: Buffer, texts: readonly string[]): string[] => {
  const all = folded(bytes);
  return texts.filter((text) => formsOf(text).some((form) => all.includes(folded(form))));
};

/** For each file below a folder that holds any of the texts: its path in the folder, and which. */
export const textsInFiles = (
  folder: string,
  texts: readonly string[],
): Readonly<Record<string, readonly string[]>> => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  const found = files.map((name) => [name, textsIn(readFileSync(join(folder, name)), texts)] as const);
  return Object.fromEntries(found.filter(([, held]) => held.length > 0));
};
