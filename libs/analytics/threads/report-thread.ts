import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InvalidCursorError, type Position } from '../../event-sourcing/core.js';
import {
  AnswerInParts,
  CONFIG,
  type DossierConfig,
  failureLine,
  settingOf,
  timeZone,
} from '../../platform/index.js';
import { AnalyticsError, isAnalyticsCode, reportInterrupted, reportsBusy } from '../analytics.errors.js';
import { type Converted } from '../rates/conversion.js';
import { type ReportCaller } from './caller.decorator.js';
import { type AskOf, type ReportName, type ReportOf } from '../reports.js';
import {
  type FromReportThread,
  INVALID_CURSOR,
  type ReportAnswer,
  type ReportQuestion,
  type ReportThreadData,
  type ToMakeReady,
  type ToReportThread,
} from './report-messages.js';
import { ListsInThread } from './lists-in-thread.js';

/** Reports that the thread works on at once; it turns from one to the next every 10 ms. */
const AT_ONCE = 4;
/** Reports under way, and answers whose lists are read from the thread: it has them in memory. Others wait. */
const MAX_OPEN = 16;
/** Reports that wait for their turn; more are refused. */
const MAX_WAITING = 64;

/** What a report is about, as its caller asked. */
export interface AskedMoment {
  readonly asOf: string;
  readonly knownAt?: string | undefined;
  readonly convertTo?: string | undefined;
}

/** A report, and the position of the log that it stands for. */
export interface Reported<Report extends object> {
  readonly report: AnswerInParts<Report>;
  readonly position: Position;
  /** Absent where nothing was to be converted. */
  readonly converted?: Converted;
}

const log = new Logger('reports');

interface Waiting {
  readonly question: ReportQuestion;
  /** Nobody waits for it any more. */
  cancelled?: true;
  readonly resolve: (reported: Reported<object>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers reports in a thread of their own, which reads the store itself: whatever they cost, the thread that serves
 * stands still for none of it. Long lists stay in the thread until their parts are asked for. The thread begins with the
 * first report, and keeps no process alive. If it dies, the reports under way are refused, the reading of lists fails, and
 * the reports that wait are made by another.
 */
@Injectable()
export class ReportThread implements OnApplicationShutdown {
  private worker: Worker | undefined;
  private readonly working = new Map<number, Waiting>();
  private waiting: Waiting[] = [];
  private readonly lists = new ListsInThread(
    (more, list) => {
      if (this.worker) this.send(this.worker, { more, list });
    },
    () => {
      this.proceed();
    },
  );
  private questions = 0;
  private stopped = false;

  constructor(@Inject(CONFIG) private readonly config: DossierConfig) {}

  /**
   * The report. When `caller` is gone, its calculation ends, and what wasn't read of its lists is forgotten; without a caller,
   * they must be read.
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
    const reported = await new Promise<Reported<object>>((resolve, reject) => {
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
    if (this.open === 0) worker.unref();
    this.send(worker, { ready });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    const { worker, waiting } = this;
    this.waiting = [];
    for (const { reject } of waiting) reject(reportInterrupted());
    this.lists.endAll(reportInterrupted());
    if (worker === undefined) return;
    worker.ref();
    const ended = once(worker, 'exit');
    this.send(worker, 'close');
    await ended;
  }

  /** Reports that are made or read. */
  private get open(): number {
    return this.working.size + this.lists.size;
  }

  private proceed(): void {
    while (this.working.size < AT_ONCE && this.open < MAX_OPEN) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.working.set(next.question.number, next);
      const worker = (this.worker ??= this.start());
      worker.ref();
      this.send(worker, next.question);
    }
    if (this.open === 0) this.worker?.unref();
  }

  /** One that waits is dropped; one under way ends soon, and makes room then; one that is read makes room at once. */
  private cancel(number: number, reason: unknown): void {
    const dropped = this.waiting.find(({ question }) => question.number === number);
    this.waiting = this.waiting.filter((each) => each !== dropped);
    dropped?.reject(reason);
    const asked = this.working.get(number);
    if (asked) {
      asked.cancelled = true;
      asked.reject(reason);
    }
    const wasRead = this.lists.end(number, reason);
    if ((asked || wasRead) && this.worker) this.send(this.worker, { cancel: number });
    if (wasRead) this.proceed();
  }

  private start(): Worker {
    const workerData = {
      readStore: this.config.readStore,
      timeZone: settingOf(this.config, timeZone).name,
    } satisfies ReportThreadData;
    const worker = this.begin(workerData);
    worker.on('message', (message: FromReportThread) => {
      if ('part' in message) this.lists.arrived(message.number, message.list, message.part);
      else this.settle(message);
    });
    worker.on('error', (error) => {
      log.error(`the thread of reports ended: ${failureLine(error)}`);
    });
    worker.on('exit', () => {
      this.worker = undefined;
      this.lists.endAll(reportInterrupted());
      const interrupted = [...this.working.keys()];
      for (const number of interrupted) this.settle({ number, failure: reportInterrupted() });
      this.proceed();
    });
    return worker;
  }

  protected begin(workerData: ReportThreadData): Worker {
    return new Worker(new URL('./report.worker.js', import.meta.url), { workerData });
  }

  private settle(answer: ReportAnswer): void {
    const { number } = answer;
    const asked = this.working.get(number);
    this.working.delete(number);
    if ('refused' in answer) asked?.reject(refusalOf(answer.refused));
    else if ('failure' in answer) asked?.reject(answer.failure);
    // The thread has been told to forget the lists of one that was cancelled.
    else if (asked && !asked.cancelled) asked.resolve(this.reported(answer));
    this.proceed();
  }

  private reported({
    number,
    report,
    lists,
    position,
    converted,
  }: Extract<ReportAnswer, { report: object }>): Reported<object> {
    const inParts = new AnswerInParts(report, this.lists.of(number, lists));
    return { report: inParts, position, ...(converted === undefined ? {} : { converted }) };
  }

  private send(worker: Worker, message: ToReportThread): void {
    worker.postMessage(message);
  }
}

const refusalOf = ({
  code,
  message,
  fields,
}: Extract<ReportAnswer, { refused: object }>['refused']): Error => {
  if (code === INVALID_CURSOR) return new InvalidCursorError(message);
  return isAnalyticsCode(code) ? new AnalyticsError(code, message, fields) : new Error(message);
};
