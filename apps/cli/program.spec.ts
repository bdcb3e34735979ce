import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { dossierProgram } from './program.js';
import { exitCodeOf } from './usage.js';

const run = async (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  const printed = { out: '', err: '' };
  const program = dossierProgram({
    writeOut: (text) => (printed.out += text),
    writeErr: (text) => (printed.err += text),
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { ...printed, code: exitCodeOf(error) };
    throw error;
  }
  return { ...printed, code: 0 };
};

type Named = readonly [name: string, command: Command];

/** The commands, those below others too, each by all its words. */
const commandsOf = ({ commands }: Command, path = ''): readonly Named[] =>
  commands.flatMap((command) => {
    const name = `${path}${command.name()}`;
    return [[name, command] as const, ...commandsOf(command, `${name} `)];
  });

describe('dossier', () => {
  it.each(commandsOf(dossierProgram()))('teaches %s by an example of it', async (name, { options }) => {
    const { code, out } = await run(...name.split(' '), '--help');
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`\\nExamples:\\n  (export DOSSIER_TOKEN=\\$\\()?dossier ${name}( |\\n|\\))`),
    );
    if (options.length === 0) return;
    expect(out).toContain('--data <folder>');
    expect(out).toContain('--json');
  });

  it.each(['import', 'demo'])('teaches %s through a service', async (command) => {
    const { out } = await run(command, '--help');
    expect(out).toMatch(new RegExp(`Examples:[^]*\\n  dossier ${command} .*--url http`));
    expect(out).toContain('--token <token>');
    expect(out).toContain('With --url the commands go to that service over HTTP');
  });

  it('asks a service by its address with every command that is not about the folder itself', () => {
    const without = commandsOf(dossierProgram()).filter(
      ([, { options, commands }]) =>
        !options.some(({ long }) => long === '--url') && (commands.length === 0 || options.length > 0),
    );
    expect(without.map(([name]) => name)).toEqual(['start', 'token', 'projections reset', 'keys rotate']);
  });

  it('lists its commands and exit codes', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('import [options] <file>');
    expect(out).toContain('Exit codes: 0 done, 1 failed, 2 wrong usage, 3 imported');
  });

  it('prints its version', async () => {
    const manifest = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as object;
    const { code, out } = await run('--version');
    expect({ code, version: out.trim() }).toEqual({ code: 0, version: expect.stringMatching(/^\d/) });
    expect(manifest).toMatchObject({ version: out.trim() });
  });

  it.each([
    ['no path', ['get'], "error: missing required argument 'path'"],
    ['an unknown command', ['gte'], "error: unknown command 'gte'\n(Did you mean get?)"],
    ['no mapping', ['import', 'x.csv'], "error: required option '--mapping <yaml>' not specified"],
    ['a number that is none', ['demo', '--customers', 'many'], 'It must be a whole number.'],
    ['an address that is none', ['demo', '--url', 'localhost'], 'It must be an address such as http://'],
    ['an address and a folder', ['demo', '--url', 'http://a', '--data', 'b'], 'cannot be used with'],
    ['an address for a folder', ['token', '--data', 'http://127.0.0.1:3000'], 'with --url or DOSSIER_URL.'],
    ['no port', ['start', '--port', '70000'], 'It must be a whole number from 0 to 65535'],
    ['an address for a path', ['get', 'http://a/v1/customers'], 'It must be a path such as /v1/customers'],
    ['no word of a path', ['get', ''], 'It must be a path such as /v1/customers'],
    ['an unknown report', ['analytics', 'report', 'sails'], 'Allowed choices are customers, purchases,'],
    [
      'no name of a parameter',
      ['analytics', 'report', 'sales', 'month'],
      'Write name=value, such as groupBy=month.',
    ],
    [
      'nothing to rebuild',
      ['projections', 'rebuild'],
      'error: name the projection to be built anew, or say --all',
    ],
    ['one to rebuild and all', ['projections', 'rebuild', 'directory', '--all'], 'or say --all'],
    ['no patience', ['get', '/v1/customers', '--patience', '-1'], 'It must be a whole number.'],
  ])('given %s, says so, with exit code 2', async (_, args, words) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
  });
});
