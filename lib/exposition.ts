// Reads Prometheus text exposition: enough of it to add up series by metric name and labels. Pure.

/** One sample: labels and value. */
export interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** Samples by metric name. */
export type Exposition = Record<string, Sample[]>;

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+([^\s]+)(?:\s+-?\d+)?\s*$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads `text`; lines that are no samples (comments, damaged ones) are passed over. */
export function parseExposition(text: string): Exposition {
  const found: Exposition = {};
  for (const line of text.split('\n')) {
    const [, name, labels = '', digits = ''] = LINE.exec(line) ?? [];
    const value = numberOf(digits);
    if (name === undefined || Number.isNaN(value)) continue;
    found[name] ??= [];
    found[name].push({ labels: readLabels(labels), value });
  }
  return found;
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, key = '', value = ''] of text.matchAll(LABEL)) {
    labels[key] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

function numberOf(digits: string): number {
  if (digits === '+Inf') return Number.POSITIVE_INFINITY;
  if (digits === '-Inf') return Number.NEGATIVE_INFINITY;
  return digits === '' ? Number.NaN : Number(digits);
}

/** Sum over the samples of `name` that `keep` lets through; undefined without any. */
export function sumOf(
  found: Exposition,
  name: string,
  keep: (labels: Sample['labels']) => boolean = () => true,
): number | undefined {
  const samples = found[name]?.filter((sample) => keep(sample.labels)) ?? [];
  return samples.length === 0 ? undefined : samples.reduce((sum, sample) => sum + sample.value, 0);
}
