#!/usr/bin/env node
import { Command } from 'commander';
import { registerStart } from './start.command.js';

const program = new Command('dossier')
  .description('Dossier, an event-sourced CRM service: serve it, fill it, ask it, look after it.')
  .showHelpAfterError('(add --help to see how it is used)');

registerStart(program);

await program.parseAsync();
