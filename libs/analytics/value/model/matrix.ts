/**
 * The inverse of a symmetric matrix by Cholesky's decomposition (Golub and Van Loan, "Matrix Computations", 4.2).
 * Undefined if it is not positive definite.
 */
export function inverseOf(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const lower: number[][] = [];
  for (let row = 0; row < size; row += 1) {
    const made: number[] = [];
    for (let column = 0; column <= row; column += 1) {
      const above = lower[column] ?? made;
      let rest = cell(matrix, row, column);
      for (let at = 0; at < column; at += 1) rest -= (made[at] ?? 0) * (above[at] ?? 0);
      if (column < row) made.push(rest / cell(lower, column, column));
      else if (rest > 0) made.push(Math.sqrt(rest));
      else return undefined;
    }
    lower.push(made);
  }
  const columns = matrix.map((_, axis) => solve(lower, axis));
  return matrix.map((_, row) => columns.map((column) => column[row] ?? 0));
}

/** The column of the inverse that belongs to a unit vector. */
function solve(lower: readonly (readonly number[])[], axis: number): number[] {
  const size = lower.length;
  const forward: number[] = [];
  for (let row = 0; row < size; row += 1) {
    let rest = row === axis ? 1 : 0;
    for (let at = 0; at < row; at += 1) rest -= cell(lower, row, at) * (forward[at] ?? 0);
    forward.push(rest / cell(lower, row, row));
  }
  const solved = Array.from({ length: size }, () => 0);
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = forward[row] ?? 0;
    for (let at = row + 1; at < size; at += 1) rest -= cell(lower, at, row) * (solved[at] ?? 0);
    solved[row] = rest / cell(lower, row, row);
  }
  return solved;
}

const cell = (matrix: readonly (readonly number[])[], row: number, column: number): number =>
  matrix[row]?.[column] ?? 0;
