import { describe, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';

/** The ports, each with the call, outside comments, by which an adapter's spec enrols in its contract suite. */
const PORTS = [
  { port: 'event-store', enrols: /^(?!\s*(?:\/\/|\/?\*)).*\beventStoreContract\(/m },
  { port: 'read-store', enrols: /^(?!\s*(?:\/\/|\/?\*)).*\breadStoreContract\(/m },
];

/** The adapter folders below `root` in which no spec calls the contract suite of their port. */
function unenrolled(root: string): string[] {
  return PORTS.flatMap(({ port, enrols }) =>
    foldersIn(join(root, port))
      .filter((adapter) => !specsIn(join(root, port, adapter)).some((spec) => enrols.test(spec)))
      .map((adapter) => `${port}/${adapter}`),
  );
}

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const specsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));

describe('contract suites', () => {
  const engine = join(import.meta.dirname, '../../libs/event-sourcing');

  it('have an adapter each to check', () => {
    for (const { port } of PORTS) expect(foldersIn(join(engine, port))).not.toEqual([]);
  });

  it('are run by every adapter', () => {
    expect(unenrolled(engine)).toEqual([]);
  });
});

describe('the check of enrolments', () => {
  const planted = temporaryFolder();

  function plant(file: string, text: string): void {
    mkdirSync(join(planted, file, '..'), { recursive: true });
    writeFileSync(join(planted, file), text);
  }

  it('rejects an adapter without a spec, and one whose specs do not enrol', () => {
    plant('event-store/enrolled/enrolled.spec.ts', "eventStoreContract('enrolled', enrolment);\n");
    plant('event-store/bare/bare.event-store.ts', 'export class Bare {}\n');
    plant('read-store/unsaid/unsaid.spec.ts', "// readStoreContract('unsaid', enrolment);\n");
    plant('read-store/mistaken/mistaken.spec.ts', "eventStoreContract('mistaken', enrolment);\n");
    plant(
      'read-store/enrolled/deep/enrolled.spec.ts',
      "if (url) {\n  readStoreContract('enrolled', url);\n}\n",
    );
    expect(unenrolled(planted).sort()).toEqual([
      'event-store/bare',
      'read-store/mistaken',
      'read-store/unsaid',
    ]);
  });
});
