import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import { MappingError } from './mapping.js';

type Path = readonly (string | number)[];

/** A parsed YAML file that knows which line each of its parts stands on. */
class Source {
  private readonly lines = new LineCounter();
  private readonly document;

  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    const [error] = this.document.errors;
    if (error) throw this.errorAt(error.pos[0], error.message);
  }

  get value(): unknown {
    const value: unknown = this.document.toJS();
    return value;
  }

  /** Points at the path, or at the closest part above it that is there. */
  error(path: Path, message: string): MappingError {
    for (let length = path.length; length >= 0; length -= 1) {
      const found: unknown =
        length === 0 ? this.document.contents : this.document.getIn(path.slice(0, length), true);
      const offset = offsetOf(found);
      if (offset !== undefined) return this.errorAt(offset, message);
    }
    return this.errorAt(0, message);
  }

  private errorAt(offset: number, message: string): MappingError {
    return new MappingError(`${this.file} line ${this.lines.linePos(offset).line}: ${message}`);
  }
}

const offsetOf = (node: unknown): number | undefined => {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const first = isMap(node) || isSeq(node) ? node.items[0] : undefined;
  const key = typeof first === 'object' && first !== null && 'key' in first ? first.key : first;
  const range = (key === undefined ? undefined : rangeOf(key)) ?? rangeOf(node);
  return range?.[0];
};

const rangeOf = (node: unknown): readonly number[] | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? node.range.filter((offset) => typeof offset === 'number')
    : undefined;

/** One part of a mapping file, read with errors that say where it stands and what it should be. */
export class MappingNode {
  private constructor(
    private readonly source: Source,
    private readonly path: Path,
    private readonly value: unknown,
  ) {}

  /** @throws MappingError when it is not YAML */
  static parse(file: string, text: string): MappingNode {
    const source = new Source(file, text);
    return new MappingNode(source, [], source.value);
  }

  error(message: string): MappingError {
    const place = this.path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
      .join('')
      .replace(/^\./, '');
    return this.source.error(this.path, place === '' ? message : `${place} ${message}`);
  }

  get isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  get isList(): boolean {
    return Array.isArray(this.value);
  }

  has(key: string): boolean {
    return this.isObject && Object.hasOwn(this.object(), key);
  }

  /** The part under a key, when it is there. */
  at(key: string): MappingNode | undefined {
    return this.has(key) ? this.child(key, this.object()[key]) : undefined;
  }

  required(key: string): MappingNode {
    const found = this.at(key);
    if (!found) throw this.error(`needs "${key}"`);
    return found;
  }

  /** @throws MappingError naming the first key that is not among these */
  only(...keys: readonly string[]): void {
    const unknown = Object.keys(this.object()).find((key) => !keys.includes(key));
    if (unknown !== undefined) {
      throw this.child(unknown, undefined).error(`is not known here; known are ${keys.join(', ')}`);
    }
  }

  entries(): readonly (readonly [string, MappingNode])[] {
    return Object.entries(this.object()).map(([key, value]) => [key, this.child(key, value)]);
  }

  /** At least one. */
  list(): readonly MappingNode[] {
    if (!Array.isArray(this.value) || this.value.length === 0) {
      throw this.error('must be a list of at least one');
    }
    return this.value.map((item: unknown, index) => this.child(index, item));
  }

  /** A text, number or flag as it stands. */
  constant(): string | number | boolean {
    const { value } = this;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw this.error('must be a text, a number, true or false');
  }

  text(): string {
    const text = String(this.constant());
    if (text === '') throw this.error('must not be empty');
    return text;
  }

  flag(): boolean {
    if (typeof this.value !== 'boolean') throw this.error('must be true or false');
    return this.value;
  }

  /** One of these words. */
  word<Word extends string>(...words: readonly Word[]): Word {
    const found = words.find((word) => word === this.value);
    if (found === undefined) throw this.error(`must be one of ${words.join(', ')}`);
    return found;
  }

  /** Texts by text. */
  texts(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.entries().map(([key, node]) => [key, String(node.constant())]));
  }

  private object(): Readonly<Record<string, unknown>> {
    if (!this.isObject) throw this.error('must be fields, each with its value');
    return this.value as Readonly<Record<string, unknown>>;
  }

  private child(key: string | number, value: unknown): MappingNode {
    return new MappingNode(this.source, [...this.path, key], value);
  }
}
