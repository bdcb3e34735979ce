import { type CommandAccepted } from './domain-command.js';

/** Is told how commands and appends fare, as they are done. Must not throw. */
export interface CommandObserver {
  /** `seconds` from when the command was given to the engine; `refused` by the domain or the engine, `failed` otherwise. */
  commandDone(
    type: string,
    outcome: CommandAccepted['outcome'] | 'refused' | 'failed',
    seconds: number,
  ): void;
  /** `seconds` that the store took for one append; a conflict is an answer too. */
  appendDone(outcome: 'appended' | 'conflict' | 'failed', seconds: number): void;
}
