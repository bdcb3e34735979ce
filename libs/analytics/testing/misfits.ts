type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nodeAt = (document: unknown, path: readonly string[]): Node => {
  let node: unknown = document;
  for (const name of path) node = isNode(node) ? node[name] : undefined;
  if (!isNode(node)) throw new Error(`the document has no ${path.join('/')}`);
  return node;
};

/** What an OpenAPI document promises of the JSON answer to `GET path`. */
export const schemaOf = (document: unknown, path: string): Node =>
  nodeAt(document, ['paths', path, 'get', 'responses', '200', 'content', 'application/json', 'schema']);

/** Where a value has other fields or types than its schema says; empty: it is exactly as documented. */
export function misfits(document: unknown, schema: Node, value: unknown, at = '$'): string[] {
  if (value === null && schema.nullable === true) return [];
  const only: unknown = Array.isArray(schema.allOf) ? schema.allOf[0] : schema;
  const reference = isNode(only) ? only.$ref : undefined;
  if (typeof reference === 'string') {
    return misfits(document, nodeAt(document, reference.split('/').slice(1)), value, at);
  }
  if (value === null) return [`${at} is null`];
  switch (schema.type) {
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) =>
            misfits(document, nodeAt(schema, ['items']), item, `${at}[${index}]`),
          )
        : [`${at} is no array`];
    case 'object':
      return isNode(value) ? fieldMisfits(document, schema, value, at) : [`${at} is no object`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${at} is no integer`];
    default:
      return typeof value === schema.type ? [] : [`${at} is no ${String(schema.type)}`];
  }
}

function fieldMisfits(document: unknown, schema: Node, value: Node, at: string): string[] {
  const properties = nodeAt(schema, ['properties']);
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  return [
    ...required.filter((name) => !(String(name) in value)).map((name) => `${at}.${String(name)} is missing`),
    ...Object.entries(value).flatMap(([name, field]) =>
      isNode(properties[name])
        ? misfits(document, properties[name], field, `${at}.${name}`)
        : [`${at}.${name} is not documented`],
    ),
  ];
}
