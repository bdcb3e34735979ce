#!/usr/bin/env node
import { CommanderError } from 'commander';
import { dossierProgram } from './program.js';
import { exitCodeOf, exitCodes } from './usage.js';

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
    const { reportFailure } = await import('./command-line.js');
    reportFailure(error);
    // A store that was opened before the other failed would keep the process alive.
    process.exit();
  }
}
