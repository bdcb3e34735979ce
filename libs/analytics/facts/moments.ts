import { Injectable } from '@nestjs/common';
import { type ReadModel, ReadModels } from '../../event-sourcing/core.js';
import { type ReportOptions } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { type Moment } from './fact-history.js';
import { isTime, positionAt } from './known-position.js';
import { momentOf } from './moment.js';

/** The moments that are asked for, where the serving thread answers. */
@Injectable()
export class Moments {
  constructor(
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
  ) {}

  /** The day asked for, up to the lowest position of these read models and what is asked for. */
  async of(
    { asOf, knownAt, minPosition }: Pick<ReportOptions, 'asOf' | 'knownAt' | 'minPosition'>,
    models: readonly ReadModel<object>[],
  ): Promise<Moment> {
    const present = momentOf(asOf, models);
    if (knownAt === undefined) return present;
    const position = isTime(knownAt)
      ? await positionAt(
          knownAt,
          await this.readModels.open(this.reporting.projections.recordedMinutes, { minPosition }),
        )
      : knownAt;
    return position < present.position ? { asOf, position } : present;
  }
}
