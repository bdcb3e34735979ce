/** A set of page numbers below a bound, one bit for each. */
export class PageSet {
  private readonly bits: Uint8Array;

  constructor(bound: number) {
    this.bits = new Uint8Array(Math.ceil(bound / 8));
  }

  has(page: number): boolean {
    return ((this.bits[page >>> 3] ?? 0) & (1 << (page & 7))) !== 0;
  }

  add(page: number): void {
    this.bits[page >>> 3] = (this.bits[page >>> 3] ?? 0) | (1 << (page & 7));
  }
}
