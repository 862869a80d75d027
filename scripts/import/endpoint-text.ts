// The source text of an imported endpoint: its row and its file. Everything from outside is quoted.
import { decoded } from './fold.ts';
import type { ImportedEndpoint } from './model.ts';

/** Words that no constant may have as its name. */
const RESERVED = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield await async of Definition'.split(
    ' ',
  ),
);

/** `get-orders-id` is `getOrdersId`. */
export function constantOf(name: string): string {
  const constant = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return RESERVED.has(constant) ? `${constant}Call` : constant;
}

/** Parameters by names that a regular expression of letters and digits finds. */
export function pathOf(path: string): string {
  return path.replace(/\{([^}]*)\}/g, (_, name: string) => `{${parameterOf(name)}}`);
}

function parameterOf(name: string): string {
  return name.replace(/\W/g, '_');
}

/** A line of the table. Response times of the source are proposals, rounded up to two digits; else nothing is judged. */
export function rowOf({ name, path, weight, p95Ms, p99Ms }: ImportedEndpoint, source: string): string {
  const comment = p95Ms === undefined ? '' : `  // p95 and p99 proposed from ${oneLine(source)}\n`;
  const cells = [
    `path: ${quoted(pathOf(path))}`,
    `weight: ${Number(weight.toPrecision(4))}`,
    `p95Ms: ${roundedUp(p95Ms)}`,
    `p99Ms: ${roundedUp(p99Ms)}`,
  ];
  return `\n${comment}  ${keyOf(name)}: { ${cells.join(', ')} },`;
}

export function roundedUp(ms: number | undefined): string {
  if (ms === undefined) return 'null';
  const step = 10 ** (Math.floor(Math.log10(Math.max(ms, 0.1))) - 1);
  return String(Number((Math.ceil(ms / step - 1e-9) * step).toPrecision(2)));
}

export function endpointFile(endpoint: ImportedEndpoint, source: string): string {
  const { name, method, path, params, query, headers, body, missing } = endpoint;
  // The sender encodes them.
  const named = Object.fromEntries(
    Object.entries(params).map(([key, values]) => [parameterOf(key), values.map(decoded)]),
  );
  const fields = [
    `  method: '${method}',`,
    ...listed('params', named),
    ...listed('query', query),
    ...(Object.keys(headers).length > 0 ? [`  headers: ${objectText(headers)},`] : []),
    ...(body === undefined ? [] : [`  body: ${quoted(body)},`]),
    ...(missing.length > 0
      ? [
          `  // ${oneLine(source)} does not show these: give them, then take this line away.`,
          `  missing: [${missing.map(quoted).join(', ')}],`,
        ]
      : []),
  ];
  return `// ${method} ${oneLine(pathOf(path))}: from ${oneLine(source)}.
import type { Definition } from './definition.ts';

export const ${constantOf(name)}: Definition = {
${fields.join('\n')}
  checks: { 'status is below 400': (answer) => answer.status > 0 && answer.status < 400 },
};
`;
}

function listed(field: string, values: Readonly<Record<string, readonly string[]>>): string[] {
  if (Object.keys(values).length === 0) return [];
  const lines = Object.entries(values).map(([name, list]) => `    ${keyOf(name)}: [${list.map(quoted).join(', ')}],`);
  return [`  ${field}: {`, ...lines, '  },'];
}

function objectText(record: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(record)
    .map(([name, value]) => `${keyOf(name)}: ${quoted(value)}`)
    .join(', ')} }`;
}

/** Of an object: a word stands as it is. `__proto__` in quotes would set a prototype, so it is computed. */
export function keyOf(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[a-z]\w*$/i.test(name) ? name : quoted(name);
}

/** As a text of JavaScript, whatever is in it. */
function quoted(text: string): string {
  const double = JSON.stringify(text).replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
  const inner = double.slice(1, -1);
  return /['"\\]/.test(inner) ? double : `'${inner}'`;
}

/** For comments: no line of its own, no end of a comment. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
