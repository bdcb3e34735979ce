import { type AccessAnswer, type AccessList } from '../../libs/access/access.answers.js';
import { asking } from './asking.js';
import { table } from './tables.js';
import { type CommonOptions, print, printJson, type ServiceOptions, type WaitOptions } from './usage.js';

export interface AccessOptions extends CommonOptions, ServiceOptions, WaitOptions {
  readonly customer?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly before?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export const access = async (options: AccessOptions): Promise<void> => {
  const { customer: customerId, actor, from, before, limit, cursor } = options;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ customerId, actor, from, before, limit, cursor }))
    if (value !== undefined) query.set(name, String(value));
  const found = await asking(options, async (questions) => {
    const response = await questions.ask(`/v1/audit/access?${query.toString()}`);
    return response.json<AccessList>();
  });
  if (options.json) printJson(found);
  else if (found.items.length === 0) print('Nobody was shown any.');
  else report(found);
};

const rowOf = ({ occurredAt, actor, client, operation, customerIds, correlationId }: AccessAnswer) => [
  occurredAt.slice(0, 19),
  actor === client ? actor : `${actor}@${client}`,
  operation,
  customersText(customerIds),
  correlationId,
];

/** As many as can be read in a table; `--json` has all. */
const customersText = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`;

const report = ({ items, nextCursor }: AccessList): void => {
  print(table(['when', 'who', 'by', 'customers', 'correlation id'], items.map(rowOf)));
  if (nextCursor !== undefined) print(`more with --cursor ${nextCursor}`);
};
