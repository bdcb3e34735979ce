import { Injectable } from '@nestjs/common';
import { type Position, type Read, type ReadModel, ReadModels } from '../../../event-sourcing/core.js';
import { segmentNotFound } from '../../analytics.errors.js';
import { Moments } from '../../facts/moments.js';
import { type DefinedSegmentAnswer, type DefinedSegmentList } from './defined-segments.answers.js';
import { type DefinedSegment } from './segment-conditions.js';
import {
  type KeptSegment,
  revisionAt,
  segmentDefinitions,
  type SegmentRevision,
} from './segment-definitions.projection.js';

/** As known when, and what the read model must have passed. */
export interface SegmentOptions {
  readonly knownAt?: string | undefined;
  readonly minPosition?: Position | undefined;
}

/** One revision, without what its conditions on scores mean: that is configuration. */
export type Definition = Omit<DefinedSegment, 'scoring'>;

/** Segments that a report evaluates at once, and that a list shows. */
const MOST = 200;

/** The segments that analysts defined. */
@Injectable()
export class DefinedSegments {
  constructor(
    private readonly readModels: ReadModels,
    private readonly moments: Moments,
  ) {}

  /**
   * The segment of a name or an id as it was known; undefined if there is none or it is retired. Of several with one name,
   * the one defined first.
   */
  async find(nameOrId: string, options: SegmentOptions): Promise<Definition | undefined> {
    const model = await this.open(options.minPosition);
    const position = await this.positionOf(model, options);
    const byId = await model.get(nameOrId);
    // It may have had another name then.
    const named = { 'history.definition.name': nameOrId };
    const candidates = byId
      ? [byId]
      : await model.find(named, { sort: { definedAt: 1, _id: 1 }, limit: MOST });
    return candidates
      .flatMap((segment) => definitionsAt(segment, position))
      .find(({ id, name }) => id === nameOrId || name === nameOrId);
  }

  /** Those that were known and not retired, by name. */
  async all(options: SegmentOptions): Promise<Definition[]> {
    const model = await this.open(options.minPosition);
    const position = await this.positionOf(model, options);
    const standing = position === undefined ? { status: 'defined' } : {};
    const kept = await model.find(standing, { sort: { definedAt: 1, _id: 1 }, limit: MOST });
    const definitions = kept.flatMap((segment) => definitionsAt(segment, position));
    return definitions.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /**
   * A segment as it was known, and whether it was retired by then.
   * @throws AnalyticsError `segment-not-found`
   */
  async definition(id: string, options: SegmentOptions): Promise<Definition & { readonly retired: boolean }> {
    const model = await this.open(options.minPosition);
    const segment = await model.get(id);
    const revision = segment && revisionAt(segment, await this.positionOf(model, options));
    if (!segment || !revision) throw segmentNotFound(id);
    return { ...definitionOf(segment, revision), retired: revision.change === 'retired' };
  }

  /** @throws AnalyticsError `segment-not-found` */
  async get(id: string, minPosition: Position | undefined): Promise<DefinedSegmentAnswer> {
    const segment = await (await this.open(minPosition)).get(id);
    if (!segment) throw segmentNotFound(id);
    return answerOf(segment);
  }

  async list(minPosition: Position | undefined): Promise<DefinedSegmentList> {
    const model = await this.open(minPosition);
    const kept = await model.find({}, { sort: { name: 1, _id: 1 }, limit: MOST });
    return { items: kept.map((segment) => answerOf(segment)), logPosition: model.position ?? null };
  }

  private open(minPosition: Position | undefined): Promise<ReadModel<KeptSegment>> {
    return this.readModels.open(segmentDefinitions, { minPosition });
  }

  private async positionOf(
    model: ReadModel<KeptSegment>,
    { knownAt, minPosition }: SegmentOptions,
  ): Promise<Position | undefined> {
    if (knownAt === undefined) return undefined;
    return (await this.moments.of({ asOf: '', knownAt, minPosition }, [model])).position;
  }
}

/** Of a segment that was known and not retired. */
const definitionsAt = (segment: Read<KeptSegment>, position: Position | undefined): Definition[] => {
  const revision = revisionAt(segment, position);
  return revision === undefined || revision.change === 'retired' ? [] : [definitionOf(segment, revision)];
};

const definitionOf = (
  { _id: id }: Read<KeptSegment>,
  { definition, revision }: SegmentRevision,
): Definition => ({ ...definition, id, revision });

const answerOf = ({ _id: id, name, status, definedAt, history }: Read<KeptSegment>): DefinedSegmentAnswer => {
  const last = history.at(-1);
  return {
    id,
    name,
    status,
    definedAt,
    revision: last?.revision ?? 0,
    about: last?.definition.about ?? null,
    currency: last?.definition.currency ?? null,
    anyOf: last?.definition.anyOf ?? [],
    history: history.map(({ change, at, by, revision, position, definition, reason = null }) => ({
      change,
      at,
      by,
      revision,
      position,
      reason,
      name: definition.name,
      about: definition.about ?? null,
      currency: definition.currency ?? null,
      anyOf: definition.anyOf,
    })),
  };
};
