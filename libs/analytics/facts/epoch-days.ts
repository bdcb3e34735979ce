/** Days as whole numbers (days since 1970-01-01), so that their differences are plain subtractions. */

const MS_PER_DAY = 86_400_000;

const numbers = new Map<string, number>();
const texts = new Map<number, string>();
/** A century of days. */
const REMEMBERED = 40_000;

/** The number of `YYYY-MM-DD`. */
export const dayNumber = (day: string): number => {
  let number = numbers.get(day);
  if (number === undefined) {
    number = Math.round(Date.parse(day) / MS_PER_DAY);
    if (numbers.size >= REMEMBERED) numbers.clear();
    numbers.set(day, number);
  }
  return number;
};

/** The day of a number, as `YYYY-MM-DD`. */
export const dayText = (number: number): string => {
  let day = texts.get(number);
  if (day === undefined) {
    day = new Date(number * MS_PER_DAY).toISOString().slice(0, 10);
    if (texts.size >= REMEMBERED) texts.clear();
    texts.set(number, day);
  }
  return day;
};
