#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitCodeOf, reportFailure } from './command-line.js';
import { dossierProgram } from './program.js';

try {
  await dossierProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = exitCodeOf(error);
  else reportFailure(error);
}
