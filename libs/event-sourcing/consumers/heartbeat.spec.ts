import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Heartbeat } from './heartbeat.js';
import { eventually } from '../testing/eventually.js';

const LONG = 3_600_000;

describe('Heartbeat', () => {
  it('beats at once, and whenever hastened', async () => {
    let beats = 0;
    const heartbeat = new Heartbeat(LONG, async () => {
      await setImmediate();
      beats += 1;
    });
    heartbeat.start();
    await eventually('the first beat', () => beats === 1);
    heartbeat.hasten();
    await eventually('the second beat', () => beats === 2);
    await heartbeat.stop();
  });

  it('loses no call that comes during a beat, and never beats twice at a time', async () => {
    let beating = 0;
    let beats = 0;
    const heartbeat = new Heartbeat(LONG, async () => {
      beating += 1;
      expect(beating).toBe(1);
      if (beats === 0) heartbeat.hasten();
      await setImmediate();
      beating -= 1;
      beats += 1;
    });
    heartbeat.start();
    await eventually('both beats', () => beats === 2);
    await heartbeat.stop();
  });

  it('stops only when the beat under way is over, and beats no more', async () => {
    let finish: () => void = () => undefined;
    let beats = 0;
    const heartbeat = new Heartbeat(0, () => {
      beats += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    heartbeat.start();
    let stopped = false;
    const stopping = heartbeat.stop().then(() => {
      stopped = true;
    });
    await setImmediate();
    expect(stopped).toBe(false);
    finish();
    await stopping;
    expect(beats).toBe(1);
  });
});
