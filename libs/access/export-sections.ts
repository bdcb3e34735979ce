import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import { EXPORT_OPERATION, type ExportSection, type Resolve } from '../platform/index.js';
import { type AccessAnswer, type AccessList } from './access.answers.js';
import { FindAccesses } from './read-models/accesses.query.js';

/** How many records are read at once. */
const CHUNK = 200;

/** Without the other customers whom the same answer showed. */
async function* accessesOf(
  resolve: Resolve,
  customer: string,
  minPosition: Position | undefined,
  isShown: (access: AccessAnswer) => boolean,
): AsyncGenerator<object> {
  const queries = resolve(QueryBus);
  let cursor: string | undefined;
  do {
    const found: AccessList = await queries.execute(
      new FindAccesses({ customerId: customer }, CHUNK, cursor, minPosition),
    );
    for (const { customerIds: _customers, ...access } of found.items.filter(isShown)) yield access;
    cursor = found.nextCursor;
  } while (cursor !== undefined);
}

/** Who has looked at a customer's data. */
export const accessesSection: ExportSection = {
  name: 'accesses',
  title: 'Who has seen it',
  about:
    'Every answer that showed personal data of this person, the latest first; recorded before it was sent.',
  heading: ({ occurredAt }) => String(occurredAt),
  rows: (resolve, customerId, { minPosition }) =>
    Promise.resolve(accessesOf(resolve, customerId, minPosition, () => true)),
};

const isExport = ({ operation }: AccessAnswer): boolean => operation === EXPORT_OPERATION;

/** To whom all of it was handed out. */
export const exportsSection: ExportSection = {
  name: 'exports',
  title: 'To whom it was handed out',
  about: 'Every document such as this one, the latest first.',
  heading: ({ occurredAt }) => String(occurredAt),
  rows: (resolve, customerId, { minPosition }) =>
    Promise.resolve(accessesOf(resolve, customerId, minPosition, isExport)),
};
