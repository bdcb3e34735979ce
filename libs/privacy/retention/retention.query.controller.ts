import { Query } from '@nestjs/common';
import { type Position, ReadModels } from '../../event-sourcing/core.js';
import {
  Answers,
  Day,
  FlagParameter,
  Id,
  listPage,
  MinPosition,
  PageQuery,
  QueryController,
  Text,
} from '../../platform/index.js';
import { PrivacyError } from '../privacy.errors.js';
import { carryOutsSoFar } from '../read-models/carry-outs.projection.js';
import { CarryOutAnswer, carryOutAnswer, CarryOutList, DueAnswer, dueByRule } from './retention.answers.js';
import { RetentionDue } from './retention-due.js';

class DueQuery extends PageQuery {
  @Day({ optional: true, description: 'As of this day of the service’s time zone; today when absent' })
  readonly asOf?: string;

  @Text({ max: 200, optional: true, description: 'By this rule alone, as it is listed' })
  readonly rule?: string;

  @FlagParameter({
    optional: true,
    description: 'Lists what would be due and is held back, instead of what is due',
  })
  readonly heldBack: boolean = false;
}

const problems = {
  'rule-not-found': 404,
  'as-of-in-future': 422,
  'rule-required': 422,
  'carry-out-not-found': 404,
} as const;

@QueryController('privacy/due', 'crm:admin', problems)
export class RetentionQueryController {
  constructor(
    private readonly retention: RetentionDue,
    private readonly readModels: ReadModels,
  ) {}

  @Answers(DueAnswer, {
    id: 'listDue',
    summary: 'List what is due by the rules of retention',
    about:
      'For each rule of the setting DOSSIER_RETENTION: how much is due, and a page of it, the oldest first; and how much is ' +
      'held back. Nothing is done about it until somebody carries the rule out. A cursor is of one rule, which is named with it.',
    refuses: {
      'invalid-cursor': 422,
      'rule-not-found': 404,
      'as-of-in-future': 422,
      'rule-required': 422,
    },
  })
  async due(
    @Query() { asOf: asked, rule, heldBack, limit, cursor }: DueQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<DueAnswer> {
    const { retention } = this;
    if (cursor !== undefined && rule === undefined)
      throw new PrivacyError('rule-required', 'a cursor is of one rule: name it, too');
    const asOf = asked ?? retention.today();
    const texts = rule === undefined ? retention.rules.map(({ text }) => text) : [rule];
    const rules = texts.map(async (text) => {
      const found = retention.ruleAsOf(text, asOf);
      const counts = await retention.countsOf(found, minPosition);
      const page = await retention.pageOf(found, { heldBack, limit, cursor, minPosition });
      return dueByRule(found, counts, page, retention.zone);
    });
    return { asOf, timeZone: retention.zone.name, rules: await Promise.all(rules) };
  }

  @Answers(CarryOutList, {
    path: 'carry-outs',
    id: 'listCarryOuts',
    summary: 'List what was carried out of the rules of retention',
    about: 'Each time that somebody told to carry out a rule, the latest first, and how far it has come.',
    paged: true,
  })
  async carryOuts(
    @Query() { limit, cursor }: PageQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<CarryOutList> {
    const model = await this.readModels.open(carryOutsSoFar, { minPosition });
    return listPage(model, {}, { sort: ['requestedAt', -1], limit, cursor }, carryOutAnswer);
  }

  @Answers(CarryOutAnswer, {
    path: 'carry-outs/:id',
    id: 'getCarryOut',
    summary: 'Get how far a rule that is carried out has come',
    about:
      'How much was let go of, how much was left and why. Its history names each. Refuses when there is none with the id.',
    refuses: { 'carry-out-not-found': 404 },
  })
  async carryOut(@Id() id: string, @MinPosition() minPosition?: Position): Promise<CarryOutAnswer> {
    const found = await (await this.readModels.open(carryOutsSoFar, { minPosition })).get(id);
    if (!found) throw new PrivacyError('carry-out-not-found', `there is no carry-out ${id}`);
    return carryOutAnswer(found);
  }
}
