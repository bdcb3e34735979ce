import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { type Ordered, CommandLanes } from './command-lanes.js';

/** Sends commands that stay under way until they are let go, by what their body says. */
class Sender {
  readonly begun: string[] = [];
  private readonly letGo = new Map<string, (error?: Error) => void>();

  readonly send = ({ body }: Ordered): Promise<void> => {
    const name = String(body);
    this.begun.push(name);
    return new Promise((resolve, reject) => {
      this.letGo.set(name, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  };

  async finish(name: string, error?: Error): Promise<void> {
    this.letGo.get(name)?.(error);
    await turn();
  }
}

describe('lanes', () => {
  it('let a row wait for the commands before it that change what it changes or mentions, for nothing else', async () => {
    const [lanes, sender] = [new CommandLanes(), new Sender()];
    const rows = [
      lanes.run([{ id: 'x', body: 'change x' }, { body: 'and then' }], sender.send),
      lanes.run([{ id: 'y', body: 'x' }], sender.send),
      lanes.run([{ id: 'x', body: 'change x again' }], sender.send),
      lanes.run([{ id: 'z', body: 'change z' }], sender.send),
    ];
    expect(sender.begun).toEqual(['change x', 'change z']);
    await sender.finish('change x');
    // The first row goes on meanwhile: nobody waits for its second command.
    expect(sender.begun.slice(2).sort()).toEqual(['and then', 'change x again', 'x']);
    for (const name of sender.begun) await sender.finish(name);
    await Promise.all(rows);
  });

  it('let nobody wait for a row that failed', async () => {
    const [lanes, sender] = [new CommandLanes(), new Sender()];
    const failing = lanes.run(
      [
        { id: 'x', body: 'one' },
        { id: 'y', body: 'two' },
      ],
      sender.send,
    );
    const waiting = lanes.run([{ id: 'y', body: 'three' }], sender.send);
    const failed = expect(failing).rejects.toThrow('refused');
    await sender.finish('one', new Error('refused'));
    await failed;
    expect(sender.begun).toEqual(['one', 'three']);
    await sender.finish('three');
    await waiting;
  });
});
