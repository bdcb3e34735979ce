import { type Command, Option } from 'commander';
import { type HistoryOptions, type TrailOptions } from './history.action.js';
import { subcommand, withPatience, withService } from './usage.js';

const HISTORY_EXAMPLES = `  dossier history 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11
  dossier history 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --scan --json > history.ndjson
  dossier history 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --url https://crm.example.com

The events themselves, over all the customer's streams, in the order of the log: position, when it happened, when it was
recorded, what, where, by whom, by which command; --json has all that the log knows of them. Which they are comes from an
index; with --scan the whole log is read instead, for whoever trusts no index: both must give the same. A service at another
address (--url) answers by its index.`;

const REPLAY_EXAMPLES = `  dossier replay 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11

Each event, and what it changed in the state that the next command is decided on.`;

/** `dossier history`: every event of a customer's life. */
export const registerHistory = (program: Command): void => {
  withPatience(
    withService(
      subcommand(
        program,
        'history <customer>',
        'print every event of a customer’s life, from the log',
        HISTORY_EXAMPLES,
      ),
    ),
  )
    .addOption(
      new Option('--scan', 'read the whole log instead of the index, where the log is').conflicts('url'),
    )
    .action(async (customer: string, options: HistoryOptions) =>
      (await import('./history.action.js')).history(customer, options),
    );
};

/** `dossier replay`: every event of a customer's life, and what it changed. */
export const registerReplay = (program: Command): void => {
  withPatience(
    withService(
      subcommand(
        program,
        'replay <customer>',
        'print what each event of a customer’s life changed',
        REPLAY_EXAMPLES,
      ),
    ),
  ).action(async (customer: string, options: TrailOptions) =>
    (await import('./history.action.js')).replay(customer, options),
  );
};
