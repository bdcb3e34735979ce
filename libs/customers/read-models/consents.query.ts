import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Position, type Read, type ReadModel, ReadModels } from '../../event-sourcing/core.js';
import { CLOCK, listPage } from '../../platform/index.js';
import { decideConsent, type Said } from './consent-decision.js';
import { type ConsentDecisionAnswer, type StatementAnswer, type StatementList } from '../consents.answers.js';
import { CustomerError } from '../customers.errors.js';
import { type ConsentChannel } from '../customers.events.js';
import { consents, type Statement, type Subject, subjectOf } from './consents.projection.js';
import { directory } from './directory.projection.js';

/** What a customer ever said about the use of its data, the latest first. */
export class FindConsents extends Query<StatementList> {
  constructor(
    readonly customerId: string,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** Whether a customer's data may be used for a purpose, on a channel or as such, at a time; now when absent. */
export class DecideConsent extends Query<ConsentDecisionAnswer> {
  constructor(
    readonly customerId: string,
    readonly purpose: string,
    readonly channel?: ConsentChannel,
    readonly at?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const statementsOf = async (
  readModels: ReadModels,
  customerId: string,
  minPosition: Position | undefined,
): Promise<ReadModel<Statement>> => {
  const options = minPosition === undefined ? {} : { minPosition };
  const customers = await readModels.open(directory, options);
  const statements = await readModels.open(consents, options);
  if (!(await customers.get(customerId)))
    throw new CustomerError('customer-not-found', `there is no customer ${customerId}`);
  return statements;
};

export const statementAnswer = ({
  _id,
  subject: _subject,
  customerId: _customer,
  ...statement
}: Read<Statement>): StatementAnswer => statement;

@QueryHandler(FindConsents)
export class FindConsentsHandler implements IQueryHandler<FindConsents> {
  constructor(private readonly readModels: ReadModels) {}

  /**
   * @throws CustomerError `customer-not-found`
   * @throws InvalidCursorError when the cursor is none
   */
  async execute({ customerId, limit, cursor, minPosition }: FindConsents): Promise<StatementList> {
    const statements = await statementsOf(this.readModels, customerId, minPosition);
    return listPage(statements, { customerId }, { sort: ['position', -1], limit, cursor }, statementAnswer);
  }
}

@QueryHandler(DecideConsent)
export class DecideConsentHandler implements IQueryHandler<DecideConsent> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  /** @throws CustomerError `customer-not-found` */
  async execute({
    customerId,
    purpose,
    channel,
    minPosition,
    ...query
  }: DecideConsent): Promise<ConsentDecisionAnswer> {
    const statements = await statementsOf(this.readModels, customerId, minPosition);
    const at = (query.at === undefined ? this.now() : new Date(query.at)).toISOString();
    const last = async (subject: Subject): Promise<Read<Statement> | undefined> => {
      const filter = { subject: subjectOf(customerId, subject), occurredAt: { $lte: at } };
      const [latest] = await statements.find(filter, { sort: { position: -1 }, limit: 1 });
      return latest;
    };
    const [restriction, objectionToAll, objection, onPurpose, onChannel] = await Promise.all([
      last({ about: 'restriction' }),
      last({ about: 'objection' }),
      last({ about: 'objection', purpose }),
      last({ about: 'consent', purpose }),
      channel === undefined ? undefined : last({ about: 'consent', purpose, channel }),
    ]);
    const said: Said<Read<Statement>> = {
      restriction,
      objectionToAll,
      objection,
      purpose: onPurpose,
      channel: onChannel,
    };
    const { verdict, because } = decideConsent(said, at);
    return {
      customerId,
      purpose,
      ...(channel === undefined ? {} : { channel }),
      at,
      allowed: verdict === 'given',
      verdict,
      ...(because === undefined ? {} : { because: statementAnswer(because) }),
      ...(statements.position === undefined ? {} : { logPosition: statements.position }),
    };
  }
}
