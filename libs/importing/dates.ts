/** Turns a text into a date of the form `YYYY-MM-DDTHH:mm:ss`; undefined: it is none of that format. */
export type DateReader = (text: string) => string | undefined;

const TOKENS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
};
const TOKEN = /YYYY|MM|M|DD|D|HH|mm|ss/g;

/** Whether a format names year, month and day once each, and hours, minutes and seconds at most once. */
export const isDateFormat = (format: string): boolean => {
  const kinds = (format.match(TOKEN) ?? []).map((token) => token.slice(0, 1));
  return ['Y', 'M', 'D'].every((kind) => kinds.includes(kind)) && new Set(kinds).size === kinds.length;
};

/** Reads dates of one format; days that the calendar doesn't have are refused. */
export const dateReader = (format: string): DateReader => {
  const pattern = new RegExp(
    `^${format
      .split(TOKEN)
      .map(escaped)
      .reduce((before, after, index) => before + token(format, index - 1) + after)}$`,
  );
  return (text) => {
    const found = pattern.exec(text)?.groups;
    if (!found) return undefined;
    const { year = '', month = '', day = '', hour = '00', minute = '00', second = '00' } = found;
    const [fullMonth, fullDay] = [month.padStart(2, '0'), day.padStart(2, '0')];
    const isTime = hour < '24' && minute < '60' && second < '60';
    return isTime && Number(day) <= daysIn(Number(year), Number(month)) && Number(day) > 0
      ? `${year}-${fullMonth}-${fullDay}T${hour}:${minute}:${second}`
      : undefined;
  };
};

/** 0 for a month that there is not. */
const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const token = (format: string, index: number): string => TOKENS[format.match(TOKEN)?.[index] ?? ''] ?? '';
