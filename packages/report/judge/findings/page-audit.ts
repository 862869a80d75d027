// Rules about what the audit of a page found: the guide's quick wins, and scripts that hold up the first paint.

import { PAGE_FINDINGS, type PageFinding, type Visit } from 'k6-format/load-names';
import type { Policy } from 'k6-format/policy';
import type { PageAudit } from 'k6-format/run-record';
import { formatBytes, formatMs, formatRatio } from '../../text/format.ts';
import { clipStart, plural } from '../../text/words.ts';
import type { AuditFacts, PageFacts } from '../pages.ts';
import { adviceFor } from './actions.ts';
import { type Case, type Finding, type FindingRule, weighed } from './finding.ts';
import { isPageLimit } from './page.ts';

interface AuditWords {
  title: string;
  /** What is counted. */
  noun: string;
  /** The visit that it costs. */
  visit: Visit;
  action: (policy: Policy) => string;
  /** What the guide's tables say of the same thing. */
  beside?: (policy: Policy) => string;
}

const WORDS: Record<PageFinding, AuditWords> = {
  'cache-headers': {
    title: 'Files are not kept by the browser',
    noun: 'file',
    visit: 'warm',
    action: (policy) =>
      `${adviceFor(policy, 'cache-headers')}: Cache-Control with a long max-age on files that change their name`,
  },
  compression: {
    title: 'Text goes over the network unpacked',
    noun: 'file',
    visit: 'cold',
    action: (policy) => `${adviceFor(policy, 'compression')}: gzip for HTML, style and script as well`,
    beside: (policy) => `its known effect: ${adviceFor(policy, 'compression-effect')}`,
  },
  images: {
    title: 'Images are larger than they need be',
    noun: 'image',
    visit: 'cold',
    action: (policy) => adviceFor(policy, 'images'),
  },
  'http-1': {
    title: 'Files wait for each other: the page is served over HTTP/1.1',
    noun: 'file',
    visit: 'cold',
    action: (policy) => adviceFor(policy, 'http-1'),
  },
  'blocking-script': {
    title: 'The first paint waits for scripts',
    noun: 'script',
    visit: 'cold',
    action: () =>
      'Load scripts with defer or async, or at the end of the body: the first paint then does not wait for them',
  },
};

/** The visit that a finding costs something. */
export const visitOf = (finding: PageFinding): Visit => WORDS[finding].visit;

/** By the rule's name, `page-images`. */
export const auditRules: Readonly<Record<string, FindingRule>> = Object.fromEntries(
  PAGE_FINDINGS.map((finding) => [`page-${finding}`, (run: Case) => auditFinding(run, finding)]),
);

/** The name that people read for it, in tables. */
export function auditTitle(finding: PageFinding): string {
  return WORDS[finding].title;
}

function auditFinding(run: Case, finding: PageFinding): Finding[] {
  const { pages } = run;
  const found = pages?.audit.find((one) => one.finding === finding);
  if (!pages || !found || found.files === null || found.files <= 0) return [];
  const words = WORDS[finding];
  const isCrossed = run.verdicts.some(
    (verdict) =>
      verdict.outcome === 'failed' &&
      isPageLimit(verdict) &&
      (verdict.tags.get('visit') ?? words.visit) === words.visit,
  );
  return [
    {
      rule: `page-${finding}`,
      severity: isCrossed ? weighed(run) : 'minor',
      title: words.title,
      evidence: evidenceOf(run, found, words),
      action: words.action(run.summary.policy),
      effect: effectOf(pages, found, words.visit),
    },
  ];
}

/** More files than this are counted and no longer named. */
const MOST_NAMES = 3;

/** `3 files: app.css (no Cache-Control), ...; saves 120 KB of 310 KB, 39 % of a warm visit, and 40 ms`. */
function evidenceOf(run: Case, found: AuditFacts, { noun, visit, beside }: AuditWords): string {
  const entries = (run.summary.run?.pages?.audit ?? []).filter(({ finding }) => finding === found.finding);
  const count = plural(found.files ?? 0, noun);
  const saving = savingText(run.pages!, found, entries, visit);
  return [
    entries.length === 0 ? count : `${count}: ${namesText(entries, found.files ?? 0)}`,
    ...(saving === '' ? [] : [saving]),
    ...(beside ? [beside(run.summary.policy)] : []),
  ].join('; ');
}

/** The names of those that cost most. */
function namesText(entries: readonly PageAudit[], count: number): string {
  const ranked = [...entries].sort((a, b) => b.bytes - a.bytes || b.ms - a.ms);
  const named = ranked.slice(0, MOST_NAMES).map(({ name, now }) => `${clipStart(name, 60)} (${now})`);
  const rest = Math.max(count, entries.length) - named.length;
  return `${named.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}

function savingText(
  pages: PageFacts,
  { savedBytes, savedMs }: AuditFacts,
  entries: readonly PageAudit[],
  visit: Visit,
): string {
  const weight = pages.visits.find((one) => one.visit === visit)?.bytesP50 ?? null;
  const parts: string[] = [];
  if (savedBytes !== null && savedBytes > 0) {
    const now = entries.reduce((sum, { ofBytes }) => sum + ofBytes, 0);
    const less = formatRatio(savedBytes / now);
    const change =
      now > savedBytes ? ` (from ${formatBytes(now)} to ${formatBytes(now - savedBytes)}, ${less} less)` : '';
    const share =
      weight !== null && weight > 0 ? `, ${formatRatio(Math.min(1, savedBytes / weight))} of the page's weight` : '';
    parts.push(`${formatBytes(savedBytes)}${change}${share}`);
  }
  if (savedMs !== null && savedMs > 0) parts.push(`${formatMs(savedMs)}${ofLoadText(pages, visit, savedMs)}`);
  return parts.length === 0 ? '' : `a ${visit} visit would save ${parts.join(' and ')}`;
}

/** The audit's load and the middle one are two: a saving above the latter is not a part of it. */
function ofLoadText(pages: PageFacts, visit: Visit, savedMs: number): string {
  const load = loadOf(pages, visit);
  return load === null || load <= savedMs ? '' : ` of its ${formatMs(load)} (p50)`;
}

function loadOf(pages: PageFacts, visit: Visit): number | null {
  return pages.vitals.find((one) => one.name === 'load' && one.visit === visit)?.p50 ?? null;
}

/** The larger of its shares of the weight and of the load time. */
function effectOf(pages: PageFacts, { savedBytes, savedMs }: AuditFacts, visit: Visit): number {
  const weight = pages.visits.find((one) => one.visit === visit)?.bytesP50 ?? 0;
  const load = loadOf(pages, visit) ?? 0;
  const ofWeight = weight > 0 ? (savedBytes ?? 0) / weight : 0;
  const ofLoad = load > 0 ? (savedMs ?? 0) / load : 0;
  return Math.min(0.84, Math.max(0.05, ofWeight, ofLoad));
}
