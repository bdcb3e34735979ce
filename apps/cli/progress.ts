import { Presets, SingleBar } from 'cli-progress';

/** Shows how far something is, on standard error. `done` ends it. */
export interface Progress {
  /** `fraction` from 0 to 1; `detail` is a few words. */
  readonly update: (fraction: number, count: number, detail?: string) => void;
  readonly done: () => void;
}

interface ProgressOptions {
  /** What is counted, such as `rows`. */
  readonly unit: string;
  readonly title: string;
  /** Say nothing unless somebody sits at a terminal. */
  readonly quiet?: boolean;
}

const SILENT: Progress = { update: () => undefined, done: () => undefined };
const BETWEEN_LINES = 5_000;

/** A bar with rate and time left on a terminal; elsewhere a line every few seconds. */
export const progressOf = (options: ProgressOptions): Progress => {
  if (process.stderr.isTTY) return bar(options);
  return options.quiet ? SILENT : periodicLines(options);
};

const bar = ({ unit, title }: ProgressOptions): Progress => {
  const shown = new SingleBar(
    {
      format: `${title} {bar} {percentage} % · {count} ${unit} · {rate}/s · {left} left{detail}`,
      hideCursor: true,
      fps: 5,
    },
    Presets.shades_classic,
  );
  const rate = rateFrom(performance.now());
  shown.start(1000, 0, { count: 0, rate: '–', left: '–', detail: '' });
  return {
    update: (fraction, count, detail) => {
      shown.update(Math.floor(fraction * 1000), {
        count: count.toLocaleString('en'),
        ...rate(fraction, count),
        detail: detail === undefined ? '' : ` · ${detail}`,
      });
    },
    done: () => {
      shown.stop();
    },
  };
};

const periodicLines = ({ unit, title }: ProgressOptions): Progress => {
  const rate = rateFrom(performance.now());
  let last = performance.now();
  return {
    update: (fraction, count, detail) => {
      if (performance.now() - last < BETWEEN_LINES) return;
      last = performance.now();
      const now = rate(fraction, count);
      const more = detail === undefined ? '' : `, ${detail}`;
      const counted = `${count.toLocaleString('en')} ${unit}, ${now.rate}/s, ${now.left} left`;
      process.stderr.write(`${title}: ${Math.floor(fraction * 100)} %, ${counted}${more}\n`);
    },
    done: () => undefined,
  };
};

const rateFrom = (start: number) => (fraction: number, count: number) => {
  const seconds = Math.max((performance.now() - start) / 1000, 0.001);
  const left = fraction > 0 ? (seconds / fraction) * (1 - fraction) : 0;
  return { rate: Math.round(count / seconds).toLocaleString('en'), left: durationText(left) };
};

/** `12 s`, `3 min 5 s`, `2 h 10 min`. */
export const durationText = (seconds: number): string => {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
