/** Eighths of a character cell, from one to seven. */
const EIGHTHS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;
const SHADES = [' ', '░', '▒', '▓', '█'] as const;

/** A bar from the left, as long as the value's share of the highest one; empty for what is not above 0. */
export const bar = (value: number, highest: number, width: number): string => {
  if (value <= 0 || highest <= 0) return '';
  const eighths = Math.max(1, Math.round((Math.min(value, highest) / highest) * width * 8));
  const rest = eighths % 8;
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : (EIGHTHS[rest - 1] ?? ''));
};

/** A character that is the darker, the nearer a share from 0 to 1 is to 1; any share above 0 is seen. */
export const shade = (share: number): string => {
  const level = Math.ceil(Math.max(0, Math.min(1, share)) * (SHADES.length - 1));
  return SHADES[level] ?? ' ';
};
