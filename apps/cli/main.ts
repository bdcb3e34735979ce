#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitCodeOf, exitCodes, reportFailure } from './command-line.js';
import { dossierProgram } from './program.js';

// Whoever reads the output may stop early, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.done);
});

try {
  await dossierProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = exitCodeOf(error);
  else {
    reportFailure(error);
    // A store that was opened before the other failed would keep the process alive.
    process.exit();
  }
}
