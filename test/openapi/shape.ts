/** The paths of an answer and the kinds of what stands there, sorted: what an example must have in common with it. */
export const shapeOf = (value: unknown, path = ''): readonly string[] => {
  const found = new Set<string>();
  gather(value, path, found);
  return [...found].sort();
};

const gather = (value: unknown, path: string, found: Set<string>): void => {
  if (Array.isArray(value))
    value.forEach((item) => {
      gather(item, `${path}[]`, found);
    });
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) gather(inner, `${path}.${key}`, found);
  else found.add(`${path} ${value === null ? 'null' : typeof value}`);
};
