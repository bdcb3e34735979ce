import { type Sort } from '../read-store.port.js';
import { valuesAt } from '../document-path.js';
import { KeyWriter } from './key-encoding.js';

const writer = new KeyWriter();

/**
 * Bytes that sort as MongoDB sorts the documents themselves: over an array an ascending sort takes its least
 * element and a descending one its greatest, and a missing field is as good as null.
 */
export function sortKeyOf(document: object, sort: Sort): Buffer {
  const parts = Object.entries(sort).map(([path, direction]) => {
    const encoded = valuesAt(document, path).map((value) => writer.reset().value(value, direction).copy());
    return encoded.reduce((least, each) => (each.compare(least) < 0 ? each : least));
  });
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
