// The pictures of README and documents: what each of them shows.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KEPT } from './examples.ts';

export interface Picture {
  /** Its file in docs/images. */
  name: string;
  /** What is in the file, if it needs no browser. */
  svg?: string;
  /** The page that is photographed: `part` of it, whole, or its first screen. */
  page?: string;
  part?: string;
  colorScheme?: 'light' | 'dark';
  /** A drawing, as Mermaid's text. */
  drawing?: string;
}

/** `made` has what `examples` returned. */
export async function pictures(root: string, made: ReadonlyMap<string, string>): Promise<Picture[]> {
  const architecture = await readFile(join(root, 'docs/architecture.md'), 'utf8');
  const [, drawing = ''] = /```mermaid\n([\s\S]*?)```/.exec(architecture) ?? [];
  const report = made.get('failed.report.html')!;
  const command = 'npm run perf -- compare passed.json failed.json';
  return [
    { name: 'report-light.png', page: report, colorScheme: 'light' },
    { name: 'report-dark.png', page: report, colorScheme: 'dark' },
    { name: 'trend.png', page: made.get('trend.html')!, part: 'figure:has(.mark) ~ figure:has(.mark)' },
    { name: 'architecture.png', drawing },
    { name: 'terminal.svg', svg: terminal(`$ npm start\n${made.get(KEPT.start)}`) },
    { name: 'compare.svg', svg: terminal(`$ ${command}\n${made.get('compare.txt')}`) },
  ];
}

/** A terminal as wide and high as its text; sizes in px. */
const TERMINAL = { columns: 120, size: 13, line: 18, margin: 16 } as const;

function terminal(text: string): string {
  const { columns, size, line, margin } = TERMINAL;
  const lines = text
    .trimEnd()
    .split('\n')
    .flatMap((one) => one.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']);
  // Letters of the usual fonts are 0.6 wide.
  const width = Math.ceil(Math.max(...lines.map(({ length }) => length)) * size * 0.61) + 2 * margin;
  const height = lines.length * line + 2 * margin;
  const spans = lines.map(
    (one, at) => `<tspan x="${margin}" y="${margin + (at + 0.75) * line}">${escaped(one)}</tspan>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<rect width="100%" height="100%" rx="8" fill="#1e1e1e"/>
<text xml:space="preserve" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${size}" fill="#e6e6e6">
${spans.join('\n')}
</text></svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
