import { pauses } from '../../pauses.js';
import { inverseOf } from './matrix.js';
import { type Minimum, nelderMead } from './nelder-mead.js';

/** A model with positive parameters, and what is to be fitted. */
export interface Likelihood {
  /** Names, for the reason of a refusal. */
  readonly names: readonly string[];
  /** Typical sizes of the parameters for this data: the search goes over the logarithms of parameter ÷ size. */
  readonly sizes: readonly number[];
  /** Of all observations together. */
  logLikelihood(parameters: readonly number[]): number;
}

export interface Estimate {
  readonly parameters: readonly number[];
  readonly standardErrors: readonly number[];
  readonly logLikelihood: number;
}

/** The data can't carry the model; the message says why. */
export class UnfittableError extends Error {
  override readonly name = 'UnfittableError';
}

/** Where the searches start: factors on the sizes. */
const STARTS = [
  [1, 1, 1, 1],
  [0.3, 1, 0.5, 2],
  [3, 3, 0.3, 0.3],
  [0.5, 0.2, 3, 10],
];
const ROUGH = { step: 0.7, tolerance: 1e-6, maxEvaluations: 400 };
const FINE = { step: 0.1, tolerance: 1e-12, maxEvaluations: 1_000 };
/** Repetitions of the fine search: a simplex may collapse before it is at the minimum. */
const REPETITIONS = 3;
/** A parameter this many times above or under its size is on its way to infinity or 0. */
const FARTHEST = Math.log(1e4);
/** For second differences, in logarithms: larger, and it isn't the curvature any more; smaller, and rounding is measured. */
const DIFFERENCE = 2e-3;

/**
 * The parameters of the greatest likelihood: rough searches from several starts, the best of them refined until it gets no
 * better. No penalty on large parameters: the maximum is that of the likelihood itself. Standard errors are those of large
 * samples: from the curvature at the maximum, over the logarithms of the parameters, and by the delta method from these to
 * the parameters. The event loop is free at least every 10 ms, or between two evaluations that take longer.
 * @throws UnfittableError if there is no maximum within reach, or it is flat
 */
export async function maximumOf(model: Likelihood): Promise<Estimate> {
  const cost = costOf(model);
  const best = await refined(cost, await roughMinimum(cost, model.sizes.length));
  const stray = best.point.findIndex((log) => Math.abs(log) > FARTHEST);
  if (stray >= 0) {
    const way = (best.point[stray] ?? 0) > 0 ? 'infinity' : '0';
    throw new UnfittableError(
      `the likelihood has no maximum: it grows for as long as ${model.names[stray]} goes to ${way}`,
    );
  }
  if (!best.converged) throw new UnfittableError('the search for the maximum of the likelihood did not end');
  const covariance = inverseOf(await hessian(cost, best.point));
  if (!covariance) {
    throw new UnfittableError(
      'the likelihood is flat at its maximum: the data do not tell the parameters apart',
    );
  }
  const parameters = parametersOf(model, best.point);
  return {
    parameters,
    standardErrors: parameters.map((value, axis) => value * Math.sqrt(covariance[axis]?.[axis] ?? 0)),
    logLikelihood: -best.value,
  };
}

type Cost = (point: readonly number[]) => number;

const parametersOf = ({ sizes }: Likelihood, point: readonly number[]): number[] =>
  sizes.map((size, axis) => size * Math.exp(point[axis] ?? 0));

const costOf =
  (model: Likelihood): Cost =>
  (point) => {
    const value = -model.logLikelihood(parametersOf(model, point));
    return Number.isNaN(value) ? Infinity : value;
  };

async function roughMinimum(cost: Cost, dimensions: number): Promise<Minimum> {
  let best: Minimum | undefined;
  for (const factors of STARTS) {
    const start = factors.slice(0, dimensions).map((factor) => Math.log(factor));
    const found = await run(nelderMead(start, ROUGH), cost);
    if (!best || found.value < best.value) best = found;
  }
  if (!best || !Number.isFinite(best.value)) {
    throw new UnfittableError('the likelihood is nowhere finite');
  }
  return best;
}

async function refined(cost: Cost, rough: Minimum): Promise<Minimum> {
  let best = rough;
  for (let turn = 0; turn < REPETITIONS; turn += 1) {
    const found = await run(nelderMead(best.point, FINE), cost);
    const gained = best.value - found.value;
    best = found;
    if (found.converged && gained <= 1e-9 * (1 + Math.abs(found.value))) return best;
    if (found.point.some((log) => Math.abs(log) > FARTHEST)) return best;
  }
  return best;
}

async function run(search: ReturnType<typeof nelderMead>, cost: Cost): Promise<Minimum> {
  const pause = pauses();
  let asked = search.next();
  while (!asked.done) {
    const value = cost(asked.value);
    await pause();
    asked = search.next(value);
  }
  return asked.value;
}

/** Second derivatives by central differences. */
async function hessian(cost: Cost, centre: readonly number[]): Promise<number[][]> {
  const pause = pauses();
  const at = async (...moves: readonly (readonly [axis: number, sign: number])[]): Promise<number> => {
    const point = [...centre];
    for (const [axis, sign] of moves) point[axis] = (point[axis] ?? 0) + sign * DIFFERENCE;
    await pause();
    return cost(point);
  };
  const rows: number[][] = centre.map(() => []);
  for (const [row, cells] of rows.entries()) {
    for (let column = 0; column <= row; column += 1) {
      const [pp, pm, mp, mm] = [
        await at([row, 1], [column, 1]),
        await at([row, 1], [column, -1]),
        await at([row, -1], [column, 1]),
        await at([row, -1], [column, -1]),
      ];
      const second = (pp - pm - mp + mm) / (4 * DIFFERENCE * DIFFERENCE);
      cells[column] = second;
      const mirrored = rows[column];
      if (mirrored) mirrored[row] = second;
    }
  }
  return rows;
}
