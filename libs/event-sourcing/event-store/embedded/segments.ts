/** What the index needs to know of an event. */
export interface IndexedEvent {
  readonly place: number;
  readonly stream: string;
  readonly revision: number;
  /** Of its record, in characters. */
  readonly length: number;
}

/** A place whose record is missing, or too damaged to say which event it was. */
export interface LostEvent {
  readonly place: number;
  readonly stream: undefined;
}

/** Stands for an event whose place isn't known: there is no such place. */
const NOWHERE = 0;

/**
 * The events of a range of places, by stream. A lost one is given to the stream that lacks a revision, as soon as a later
 * event of that stream shows it.
 */
export class Segments {
  readonly byStream = new Map<string, { first: number; places: number[] }>();
  readonly lost: number[] = [];
  count = 0;
  /** In characters. */
  length = 0;

  constructor(
    /** The last revision of a stream before the range. */
    private readonly lastBefore: (stream: string) => number | undefined,
  ) {}

  /** Adds the event at the place after the last one. */
  add(event: IndexedEvent | LostEvent): void {
    this.count += 1;
    if (event.stream === undefined) {
      this.lost.push(event.place);
      return;
    }
    const { place, stream, revision, length } = event;
    this.length += length;
    if (this.lost.length > 0) this.claimLost(stream, revision);
    const segment = this.byStream.get(stream);
    if (segment === undefined) this.byStream.set(stream, { first: revision, places: [place] });
    else segment.places.push(place);
  }

  /** Which event stands at a place of the range; undefined when that can't be told. */
  eventAt(place: number): { readonly stream: string; readonly revision: number } | undefined {
    for (const [stream, { first, places }] of this.byStream) {
      const index = places.indexOf(place);
      if (index !== -1) return { stream, revision: first + index };
    }
    return undefined;
  }

  private claimLost(stream: string, revision: number): void {
    const segment = this.byStream.get(stream);
    const first = segment ? segment.first + segment.places.length : (this.lastBefore(stream) ?? -1) + 1;
    if (revision <= first) return;
    const after = segment?.places.at(-1) ?? NOWHERE;
    const from = this.lost.findIndex((place) => place > after);
    const claimed = from === -1 ? [] : this.lost.splice(from, revision - first);
    const places = Array.from({ length: revision - first }, (_, index) => claimed[index] ?? NOWHERE);
    if (segment) segment.places.push(...places);
    else this.byStream.set(stream, { first, places });
  }
}
