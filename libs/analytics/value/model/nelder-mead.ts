/** A point and the value of the function there. */
export interface Minimum {
  readonly point: readonly number[];
  readonly value: number;
  /** False: the steps allowed were used up first. */
  readonly converged: boolean;
}

interface Vertex {
  readonly point: readonly number[];
  readonly value: number;
}

export interface SimplexOptions {
  /** Length of the edges of the first simplex. */
  readonly step: number;
  /** Done when the values at the vertices differ by less than this share of their size. */
  readonly tolerance: number;
  readonly maxEvaluations: number;
}

/**
 * Looks for a minimum by the simplex method (J. A. Nelder and R. Mead, "A simplex method for function minimization",
 * 1965), with reflection 1, expansion 2, contraction and shrinkage 1/2. It yields the points at which it wants to know the
 * function, and is given the values: whoever runs it may pause between two of them. A value may be infinite.
 */
export function* nelderMead(
  start: readonly number[],
  { step, tolerance, maxEvaluations }: SimplexOptions,
): Generator<readonly number[], Minimum, number> {
  let evaluations = 0;
  function* at(point: readonly number[]): Generator<readonly number[], Vertex, number> {
    evaluations += 1;
    return { point, value: yield point };
  }
  let simplex: Vertex[] = [yield* at(start)];
  for (let axis = 0; axis < start.length; axis += 1) {
    simplex.push(yield* at(start.map((value, index) => (index === axis ? value + step : value))));
  }
  for (;;) {
    simplex.sort((one, other) => one.value - other.value);
    const [best, worst] = [first(simplex), last(simplex)];
    const converged = worst.value - best.value <= tolerance * (1 + Math.abs(best.value));
    if (converged || evaluations >= maxEvaluations) return { ...best, converged };
    const others = simplex.slice(0, -1);
    const centre = centroid(others);
    const away = (factor: number) => at(between(centre, worst.point, -factor));
    const reflected = yield* away(1);
    if (reflected.value < best.value) {
      const expanded = yield* away(2);
      simplex = [...others, expanded.value < reflected.value ? expanded : reflected];
      continue;
    }
    if (reflected.value < last(others).value) {
      simplex = [...others, reflected];
      continue;
    }
    const contracted = yield* away(reflected.value < worst.value ? 0.5 : -0.5);
    if (contracted.value < Math.min(reflected.value, worst.value)) {
      simplex = [...others, contracted];
      continue;
    }
    const shrunk: Vertex[] = [best];
    for (const { point } of simplex.slice(1)) shrunk.push(yield* at(between(best.point, point, 0.5)));
    simplex = shrunk;
  }
}

/** `from` + share × (`to` − `from`). */
const between = (from: readonly number[], to: readonly number[], share: number): number[] =>
  from.map((value, axis) => value + share * ((to[axis] ?? 0) - value));

const centroid = (vertices: readonly Vertex[]): number[] =>
  first(vertices).point.map(
    (_, axis) => vertices.reduce((sum, { point }) => sum + (point[axis] ?? 0), 0) / vertices.length,
  );

const first = (vertices: readonly Vertex[]): Vertex => ended(vertices[0]);
const last = (vertices: readonly Vertex[]): Vertex => ended(vertices.at(-1));

const ended = (vertex: Vertex | undefined): Vertex => {
  if (!vertex) throw new Error('a simplex has vertices');
  return vertex;
};
