import { DomainError, type FieldProblem } from '../event-sourcing/core.js';

const codes = [
  'customer-not-found',
  'currency-required',
  'range-reversed',
  'unknown-segment',
  'nothing-to-compare-with',
  'reports-busy',
  'report-interrupted',
  'fit-not-found',
  'as-of-in-future',
  'data-cannot-carry-fit',
  'holdout-before-fit',
  'segment-already-defined',
  'segment-not-found',
  'segment-retired',
  'segment-invalid',
  'occurred-before-last',
  'rate-invalid',
  'rate-missing',
  'masked-field',
] as const;
export type AnalyticsErrorCode = (typeof codes)[number];

export const isAnalyticsCode = (code: string): code is AnalyticsErrorCode =>
  codes.some((each) => each === code);

export class AnalyticsError extends DomainError<AnalyticsErrorCode> {
  override readonly name = 'AnalyticsError';
}

export const customerNotFound = (id: string): AnalyticsError =>
  new AnalyticsError('customer-not-found', `there is no customer ${id}`);

export const fitNotFound = (id: string): AnalyticsError =>
  new AnalyticsError('fit-not-found', `there is no fit ${id}`);

export const noFit = (): AnalyticsError =>
  new AnalyticsError('fit-not-found', 'there is no fit of lifetime value yet: make one first');

export const asOfInFuture = (asOf: string, today: string): AnalyticsError => {
  const message = `asOf (${asOf}) must not be after today (${today})`;
  return new AnalyticsError('as-of-in-future', message, [{ field: 'asOf', message }]);
};

/** `reason` says what is missing in the data. */
export const dataCannotCarryFit = (reason: string): AnalyticsError =>
  new AnalyticsError('data-cannot-carry-fit', reason);

export const holdoutBeforeFit = (holdoutUntil: string, asOf: string): AnalyticsError => {
  const message = `holdoutUntil (${holdoutUntil}) must be after the day of the fit (${asOf})`;
  return new AnalyticsError('holdout-before-fit', message, [{ field: 'holdoutUntil', message }]);
};

export const rangeReversed = (from: string, to: string): AnalyticsError => {
  const message = `from (${from}) must not be after to (${to})`;
  return new AnalyticsError('range-reversed', message, [{ field: 'from', message }]);
};

/** `must` says what the question lacks. */
export const nothingToCompareWith = (must: string): AnalyticsError => {
  const message = `compareTo has nothing to compare with: ${must}`;
  return new AnalyticsError('nothing-to-compare-with', message, [{ field: 'compareTo', message }]);
};

export const unknownSegment = (field: string, segment: string, names: readonly string[]): AnalyticsError => {
  const message = `${field} must be one of ${names.join(', ')}: there is no segment ${segment}`;
  return new AnalyticsError('unknown-segment', message, [{ field, message }]);
};

export const segmentNotFound = (id: string): AnalyticsError =>
  new AnalyticsError('segment-not-found', `there is no segment ${id}`);

export const segmentAlreadyDefined = (id: string): AnalyticsError =>
  new AnalyticsError('segment-already-defined', `the segment ${id} is defined already`);

export const segmentRetired = (name: string): AnalyticsError =>
  new AnalyticsError('segment-retired', `the segment ${name} is retired`);

export const segmentChangedAt = (time: string): AnalyticsError =>
  new AnalyticsError('occurred-before-last', `the segment changed last at ${time}`);

/** `problems` name every field that is wrong. */
export const segmentInvalid = (problems: readonly FieldProblem[]): AnalyticsError =>
  new AnalyticsError('segment-invalid', problems.map(({ message }) => message).join('; '), problems);

/** As of every query that searches by what its caller may not see. */
export const segmentMasked = (name: string): AnalyticsError => {
  const message = `the segment ${name} is of tags, which are personal: without the scope pii:read nobody is looked up by them`;
  return new AnalyticsError('masked-field', message, [{ field: 'segment', message }]);
};

/** `must` goes on after the field's name. */
export const rateInvalid = (field: string, must: string): AnalyticsError => {
  const message = `${field} ${must}`;
  return new AnalyticsError('rate-invalid', message, [{ field, message }]);
};

export const rateMissing = (from: string, to: string, day: string): AnalyticsError => {
  const message = `there is no exchange rate of ${from} and ${to} on ${day}: record it, or ask without convert`;
  return new AnalyticsError('rate-missing', message, [{ field: 'convert', message }]);
};

export const currencyToConvertTo = (): AnalyticsError => {
  const message = 'currency must be given with convert: it is what amounts are converted to';
  return new AnalyticsError('currency-required', message, [{ field: 'currency', message }]);
};

export const reportsBusy = (): AnalyticsError =>
  new AnalyticsError('reports-busy', 'many reports are waiting already: try again later');

export const reportInterrupted = (): AnalyticsError =>
  new AnalyticsError('report-interrupted', 'the report was interrupted: ask again');
