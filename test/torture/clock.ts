const shifted = (milliseconds: number): string => `
  const now = Date.now;
  globalThis.Date = class extends Date {
    constructor(...parts) {
      if (parts.length > 0) super(...parts);
      else super(now() + ${milliseconds});
    }
    static now() {
      return now() + ${milliseconds};
    }
  };`;

/** Environment of a process whose clock is off by so many seconds. */
export const clockOffBy = (seconds: number): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shifted(seconds * 1_000))}`,
});
