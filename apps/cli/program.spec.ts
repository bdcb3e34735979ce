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

describe('dossier', () => {
  it.each(['import', 'get', 'demo', 'start', 'reactions', 'history', 'replay', 'access'])(
    'teaches %s by examples',
    async (command) => {
      const { code, out } = await run(command, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`Examples:\n  dossier ${command}`);
      expect(out).toContain('--data <folder>');
      expect(out).toContain('--json');
    },
  );

  it.each(['import', 'demo'])('teaches %s through a service', async (command) => {
    const { out } = await run(command, '--help');
    expect(out).toMatch(new RegExp(`Examples:[^]*\\n  dossier ${command} .*--url http`));
    expect(out).toContain('--token <token>');
    expect(out).toContain('With --url the commands go to that service over HTTP');
  });

  it('asks a service by its address with every command that is not about the folder itself', () => {
    const all = ({ commands }: Command, path = ''): readonly (readonly [string, Command])[] =>
      commands.flatMap((command) => {
        const name = `${path}${command.name()}`;
        return [[name, command] as const, ...all(command, `${name} `)];
      });
    const without = all(dossierProgram()).filter(
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
    ['no patience', ['get', '/v1/customers', '--patience', '-1'], 'It must be a whole number.'],
  ])('given %s, says so, with exit code 2', async (_, args, words) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
  });
});
