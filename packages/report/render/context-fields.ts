// What tells one run from others: engine, target, build, commit, tables, and a fingerprint of what was asked of it.
import { createHash } from 'node:crypto';
import { factorsText, scaleText } from 'k6-format/scale';
import type { Judgement } from '../judge/judge.ts';
import type { GeneratorRecord } from '../parse/model.ts';
import { formatDate, formatMs } from '../text/format.ts';
import { clip, shortId, targetText } from '../text/words.ts';
import type { Field } from './field.ts';

/** Engine, target, build, tables: in the order of a page's end. */
export function contextFields(judgement: Judgement, now: Date): Field[] {
  const { summary } = judgement;
  const { run } = summary;
  const scale = scaleText(run?.scale);
  // Other engines write k6's shapes as well: only a version says that it was k6.
  const engine = run?.engine ?? (summary.k6Version === null ? 'not recorded' : `k6 ${summary.k6Version}`);
  return [
    { label: 'Engine', value: engine },
    ...(run
      ? [
          { label: 'Target', value: targetText(run.target) },
          { label: 'Time scale', value: String(run.timeScale) },
          ...(scale === '' ? [] : [{ label: 'Scale', value: clip(scale, 120) }]),
          { label: 'Started', value: formatDate(run.startedAt) ?? 'not recorded' },
          { label: 'Commit', ...idField(run.commit) },
        ]
      : []),
    ...(summary.generator?.threads ? [{ label: 'Generator', value: generatorText(summary.generator) }] : []),
    ...(run?.machine ? [{ label: 'Machine', value: clip(run.machine, 120) }] : []),
    ...(run?.targetBuilds?.length ? [{ label: 'Build', ...idField([...new Set(run.targetBuilds)].join(', ')) }] : []),
    ...(run ? [{ label: 'Config', value: configFingerprint(judgement) }] : []),
    ...(summary.policyFrom ? [{ label: 'Tables', value: summary.policy.version }] : []),
    { label: 'Result file', value: summary.fileName },
    { label: 'Report made', value: formatDate(now.toISOString()) ?? '' },
  ];
}

function idField(id: string | null): Pick<Field, 'value' | 'full'> {
  if (id === null) return { value: 'not recorded' };
  const { text, full } = shortId(id);
  return full === undefined ? { value: text } : { value: text, full };
}

/** Two runs with the same one had the same load, endpoints and limits: only then their figures stand side by side. */
function configFingerprint({ summary: { run }, verdicts }: Pick<Judgement, 'summary' | 'verdicts'>): string {
  const limits = verdicts.map(({ source }) => `${source.key} ${source.expression}`).sort();
  // Results without one keep the fingerprint that they have always had.
  const scale = run?.scale ? [factorsText(run.scale)] : [];
  const load = run && [run.type, run.model, run.timeScale, run.peakVus, run.load, [...run.endpoints].sort(), ...scale];
  return createHash('sha256')
    .update(JSON.stringify([load, limits]))
    .digest('hex')
    .slice(0, 12);
}

/** How hard the generator worked: what a reader asks first when figures look odd. */
function generatorText({ threads, cpuPct, eventLoopDelayP99Ms }: GeneratorRecord): string {
  const cpu = cpuPct === undefined ? '' : `, ${cpuPct.toFixed(0)} % of a core`;
  const delay = eventLoopDelayP99Ms === undefined ? '' : `, event loop late by ${formatMs(eventLoopDelayP99Ms)} (p99)`;
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}${cpu}${delay}`;
}
