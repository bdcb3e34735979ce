import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { type Figure, LeftOut, type Measurement } from './figure.js';
import { commandLineGet, commandLineHelp } from './figures/command-line.figure.js';
import { customerLength } from './figures/customer-length.figure.js';
import { embeddedAppend } from './figures/embedded-append.figure.js';
import { encryptedCustomers, encryptedOrders } from './figures/encryption.figure.js';
import { eventStoreDbAppend } from './figures/eventstoredb-append.figure.js';
import { importingToEventStoreDb } from './figures/eventstoredb-import.figure.js';
import { readModelsFromEventStoreDb } from './figures/eventstoredb-read-models.figure.js';
import { httpOrders } from './figures/http-orders.figure.js';
import { importing } from './figures/import.figure.js';
import { lifetimeValue, lifetimeValueOfMany } from './figures/lifetime-value.figure.js';
import { logLength } from './figures/log-length.figure.js';
import { lookup } from './figures/lookup.figure.js';
import { recordedReads } from './figures/recorded-reads.figure.js';
import { rebuildAll, rebuildEncrypted, rebuildPurchases } from './figures/rebuild.figure.js';
import { rebuildLatency } from './figures/rebuild-latency.figure.js';
import { largeLogReports } from './figures/large-log-reports.figure.js';
import { mixedLoads } from './figures/mixed-load.figure.js';
import { streamLength } from './figures/stream-length.figure.js';
import { fillLog } from './large-log.js';

const figures: readonly Figure[] = [
  httpOrders,
  recordedReads,
  encryptedOrders,
  encryptedCustomers,
  embeddedAppend,
  eventStoreDbAppend,
  importingToEventStoreDb,
  readModelsFromEventStoreDb,
  importing,
  rebuildPurchases,
  rebuildAll,
  rebuildEncrypted,
  streamLength,
  logLength,
  customerLength,
  rebuildLatency,
  lookup,
  commandLineHelp,
  commandLineGet,
  lifetimeValue,
  lifetimeValueOfMany,
  ...largeLogReports,
  ...mixedLoads,
];

interface Measured {
  readonly figure: Figure;
  readonly result: Measurement | undefined;
  readonly reached: boolean | undefined;
  readonly leftOut?: string;
}

const reaches = ({ target }: Figure, ratio: number): boolean =>
  'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const emptyFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'dossier-bench-'));

/** Filled once in a run, for the figures that ask for it. */
class LargeLog {
  private filled: Promise<string> | undefined;

  constructor(private readonly events: number) {}

  readonly folder = (): Promise<string> => (this.filled ??= this.fill());

  async remove(): Promise<void> {
    if (this.filled) await rm(await this.filled, { recursive: true, force: true });
  }

  private async fill(): Promise<string> {
    const folder = await emptyFolder();
    await fillLog(folder, this.events, (progress) => {
      say(`  ${progress}`);
    });
    return folder;
  }
}

const measure = async (figure: Figure, events: number, largeLog: LargeLog): Promise<Measured> => {
  const folder = await emptyFolder();
  say(`… ${figure.name}`);
  try {
    const result = await figure.measure({
      folder,
      events,
      largeLog: largeLog.folder,
      reportsFolder,
      say: (progress) => {
        say(`  ${progress}`);
      },
    });
    return { figure, result, reached: reaches(figure, result.ratio) && result.missed === undefined };
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
    return { figure, result: undefined, reached: undefined, leftOut: error.message };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const targetOf = ({ target }: Figure): string =>
  'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;

const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

const print = (measured: readonly Measured[]): void => {
  const table = new Table({
    head: ['figure', 'left', 'right', 'unit', 'ratio', 'to reach', ''],
    style: { head: [] },
  });
  for (const { figure, result, reached, leftOut } of measured) {
    const [left, right, unit, ratio] = result
      ? [short(result.left), short(result.right), result.unit, result.ratio.toFixed(2)]
      : ['', '', '', ''];
    const verdict = leftOut ? `left out: ${leftOut}` : reached ? 'reached' : 'MISSED';
    const note = result?.note === undefined ? '' : `\n${result.note}`;
    table.push([
      `${figure.name}\n${figure.about}${note}`,
      left,
      right,
      unit,
      ratio,
      targetOf(figure),
      verdict,
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
};

const program = new Command('bench')
  .description('measures what the README promises, as ratios taken in turns in one run')
  .option('--json', 'print JSON instead of a table')
  .option('--only <words>', 'only the figures whose name holds these words')
  .option('--events <number>', 'how many events the large logs have', '1000000')
  .option(
    '--reports-folder <folder>',
    'data folder for the figures of reports: filled if it is empty, and kept',
  )
  .parse();
const {
  json,
  only = '',
  events,
  reportsFolder,
} = program.opts<{ json?: true; only?: string; events: string; reportsFolder?: string }>();

const measured: Measured[] = [];
const largeLog = new LargeLog(Number(events));
try {
  for (const figure of figures.filter(({ name }) => name.includes(only))) {
    const one = await measure(figure, Number(events), largeLog);
    say(`  ${one.result?.ratio.toFixed(3) ?? one.leftOut}`);
    measured.push(one);
  }
} finally {
  await largeLog.remove();
}
if (json) {
  const rows = measured.map(({ figure: { name, about, target }, result, reached, leftOut }) => ({
    name,
    about,
    target,
    ...result,
    reached,
    leftOut,
  }));
  process.stdout.write(
    `${JSON.stringify({ node: process.version, cpus: cpus().length, events: Number(events), figures: rows }, null, 2)}\n`,
  );
} else {
  print(measured);
}
if (measured.some(({ reached }) => reached === false)) process.exitCode = 1;
