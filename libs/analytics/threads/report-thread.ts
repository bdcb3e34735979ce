import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InvalidCursorError, type Position } from '../../event-sourcing/core.js';
import { CONFIG, type DossierConfig, failureLine, settingOf, timeZone } from '../../platform/index.js';
import { AnalyticsError, isAnalyticsCode, reportInterrupted, reportsBusy } from '../analytics.errors.js';
import { type Converted } from '../rates/conversion.js';
import { type ReportCaller } from './caller.decorator.js';
import { type AskOf, type ReportName, type ReportOf } from '../reports.js';
import {
  INVALID_CURSOR,
  type ReportAnswer,
  type ReportQuestion,
  type ReportThreadData,
  type ToMakeReady,
  type ToReportThread,
} from './report-messages.js';
import { ReceivedReport } from './report-parts.js';

/** Reports that the thread works on at once; it turns from one to the next every 10 ms. */
const AT_ONCE = 4;
/** Reports that wait for their turn; more are refused. */
const MAX_WAITING = 64;

/** What a report is about, as its caller asked. */
export interface AskedMoment {
  readonly asOf: string;
  readonly knownAt?: string | undefined;
  readonly convertTo?: string | undefined;
}

/** A report, and the position of the log that it stands for. */
export interface Reported<Report> {
  readonly report: Report;
  readonly position: Position;
  /** Absent where nothing was to be converted. */
  readonly converted?: Converted;
}

const log = new Logger('reports');

interface Waiting {
  readonly question: ReportQuestion;
  /** What has arrived of an answer in parts. */
  received?: Received;
  /** Nobody waits for it any more. */
  cancelled?: true;
  readonly resolve: (reported: Reported<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers reports in a thread of their own, which reads the store itself: whatever they cost, the thread that serves
 * stands still for none of it. The thread begins with the first report, and keeps no process alive. If it dies, the reports
 * under way are refused, and those that wait are made by another.
 */
@Injectable()
export class ReportThread implements OnApplicationShutdown {
  private worker: Worker | undefined;
  private readonly working = new Map<number, Waiting>();
  private waiting: Waiting[] = [];
  private questions = 0;
  private stopped = false;

  constructor(@Inject(CONFIG) private readonly config: DossierConfig) {}

  /**
   * The report; its calculation ends when `caller` is gone.
   * @throws AnalyticsError `reports-busy` when 64 others wait already, `report-interrupted` when the thread dies, and what
   *   the report itself refuses
   */
  async ask<Name extends ReportName>(
    name: Name,
    ask: AskOf<Name>,
    { asOf, knownAt, convertTo }: AskedMoment,
    caller?: ReportCaller,
  ): Promise<Reported<ReportOf<Name>>> {
    const gone = caller?.gone;
    gone?.throwIfAborted();
    if (this.waiting.length >= MAX_WAITING) throw reportsBusy();
    this.questions += 1;
    const masks = caller?.seesPersonalData === false;
    const question = { number: this.questions, name, ask, asOf, knownAt, convertTo, masks };
    const reported = await new Promise<Reported<unknown>>((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      gone?.addEventListener('abort', () => {
        this.cancel(question.number, gone.reason);
      });
      this.proceed();
    });
    // The thread looks the report up by the same name.
    return reported as Reported<ReportOf<Name>>;
  }

  /** Has the thread make ready what will be asked, when no report needs it. Begins the thread. */
  makeReady(ready: ToMakeReady): void {
    if (this.stopped) return;
    const worker = (this.worker ??= this.start());
    if (this.working.size === 0) worker.unref();
    this.send(worker, { ready });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    const { worker, waiting } = this;
    this.waiting = [];
    for (const { reject } of waiting) reject(reportInterrupted());
    if (worker === undefined) return;
    worker.ref();
    const ended = once(worker, 'exit');
    this.send(worker, 'close');
    await ended;
  }

  private proceed(): void {
    while (this.working.size < AT_ONCE) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.working.set(next.question.number, next);
      const worker = (this.worker ??= this.start());
      worker.ref();
      this.send(worker, next.question);
    }
    if (this.working.size === 0) this.worker?.unref();
  }

  /** One that waits is dropped; one under way ends soon, and makes room then. */
  private cancel(number: number, reason: unknown): void {
    const dropped = this.waiting.find(({ question }) => question.number === number);
    this.waiting = this.waiting.filter((each) => each !== dropped);
    dropped?.reject(reason);
    const asked = this.working.get(number);
    if (!asked) return;
    asked.cancelled = true;
    asked.reject(reason);
    if (this.worker) this.send(this.worker, { cancel: number });
  }

  private start(): Worker {
    const workerData = {
      readStore: this.config.readStore,
      timeZone: settingOf(this.config, timeZone).name,
    } satisfies ReportThreadData;
    const worker = this.open(workerData);
    worker.on('message', (answer: ReportAnswer) => {
      this.settle(answer);
    });
    worker.on('error', (error) => {
      log.error(`the thread of reports ended: ${failureLine(error)}`);
    });
    worker.on('exit', () => {
      this.worker = undefined;
      const interrupted = [...this.working.keys()];
      for (const number of interrupted) this.settle({ number, failure: reportInterrupted() });
    });
    return worker;
  }

  protected open(workerData: ReportThreadData): Worker {
    return new Worker(new URL('./report.worker.js', import.meta.url), { workerData });
  }

  private settle(answer: ReportAnswer): void {
    const { number } = answer;
    const asked = this.working.get(number);
    if (asked && 'report' in answer) asked.received = received(answer);
    if (asked && 'part' in answer) asked.received?.report.add(answer.part);
    if ('more' in answer && answer.more && asked && !asked.cancelled && this.worker) {
      this.send(this.worker, { more: number });
      return;
    }
    this.working.delete(number);
    if ('refused' in answer) asked?.reject(refusalOf(answer.refused));
    else if ('failure' in answer) asked?.reject(answer.failure);
    else if (asked?.received) asked.resolve(reportedIn(asked.received));
    this.proceed();
  }

  private send(worker: Worker, message: ToReportThread): void {
    worker.postMessage(message);
  }
}

/** What has arrived of a report, and what is said with it. */
interface Received {
  readonly report: ReceivedReport;
  readonly about: Omit<Reported<unknown>, 'report'>;
}

const received = ({ report, position, converted }: Extract<ReportAnswer, { report: object }>): Received => ({
  report: new ReceivedReport(report),
  about: { position, ...(converted === undefined ? {} : { converted }) },
});

const reportedIn = ({ report, about }: Received): Reported<unknown> => ({ report: report.whole, ...about });

const refusalOf = ({
  code,
  message,
  fields,
}: Extract<ReportAnswer, { refused: object }>['refused']): Error => {
  if (code === INVALID_CURSOR) return new InvalidCursorError(message);
  return isAnalyticsCode(code) ? new AnalyticsError(code, message, fields) : new Error(message);
};
