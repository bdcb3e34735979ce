/**
 * Runs the commands of the README and of the pages in `docs` as they stand there: every `sh` block of a page, in order, in
 * one shell, in the repository's folder, with a data folder for each page. A block that starts the service lets it run until
 * the page's end. What needs a container engine or servers is left out, and so is what is running already; both are said
 * aloud. Arguments: the pages to try, such as docs/audit-a-customer.md; all when absent.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

const leftOut = [
  ['npm test', 'the tests have a step of their own'],
  ['docker compose', 'there may be no container engine'],
  ['npm run test:servers', 'there may be no servers'],
  ['DOSSIER_EVENT_STORE=', 'there may be no servers'],
  ['DOSSIER_JWKS_URL=', 'there is no identity provider'],
];

// A curl that gets a refusal fails here, as a person would say that it did not work.
const beginning = `
set -euo pipefail
shopt -s inherit_errexit
curl() { command curl --fail-with-body "$@" && echo; }
log=$(mktemp)
stop() { kill "$service" && wait "$service" || true; rm -f "$log"; }
`;

const started = `
trap stop EXIT
npm start >"$log" & service=$!
until grep 'listens on' "$log"; do kill -0 "$service"; sleep 0.1; done
`;

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const step = (block) => {
  const shown = `printf '\\n%s\\n' ${quoted(`$ ${block}`)}\n`;
  const [, why] = leftOut.find(([words]) => block.startsWith(words)) ?? [];
  if (why !== undefined) return `${shown}echo ${quoted(`LEFT OUT: ${why}`)}`;
  return shown + (block === 'npm start' ? started : block);
};

const run = (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block.trim());
  const data = mkdtempSync(join(tmpdir(), 'dossier-docs-'));
  try {
    const script = [beginning, ...blocks.map(step)].join('\n');
    const env = { ...process.env, DOSSIER_DATA: data, DOSSIER_LOG_LEVEL: 'warn' };
    process.stdout.write(`\n== ${page}\n`);
    const { status } = spawnSync('bash', ['-c', script], { cwd: root, env, stdio: 'inherit' });
    process.stdout.write(
      `\n== ${page}: ${status === 0 ? `${blocks.length} blocks were tried` : `a command failed (exit code ${status})`}\n`,
    );
    return status === 0;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
};

const inDocs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const all = ['README.md', ...inDocs.map((name) => `docs/${name}`)];
const asked = process.argv.slice(2);
const pages = asked.length > 0 ? asked : all;
const failed = pages.filter((page) => !run(page));
if (failed.length > 0) {
  process.stderr.write(`commands failed in ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
