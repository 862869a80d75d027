// Advice about a service outside of its row is about that service and that figure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceName } from '../../../thresholds/baselines.ts';
import { heldAgainstRow } from './check.ts';

/** The actions for a service with this CPU (percent) and memory (MB) that carried this rate (per second). */
function actionsOf(service: ServiceName, cpuPct: number, peakMemoryMb: number, ratePerS: number): string[] {
  const outcome = { ratePerS, isQuotable: true, measurements: [], judged: [], findings: [], reports: [], notes: [] };
  const { findings } = heldAgainstRow(service, { cpuPct, peakMemoryMb }, outcome);
  return findings.map(({ action }) => action ?? '');
}

test('CPU of PostgreSQL is a matter of its statements, not of max_connections', () => {
  const [action] = actionsOf('postgresql', 90, 10, 100);
  assert.match(action ?? '', /statements/);
  assert.doesNotMatch(action ?? '', /max_connections/);
});

test('the memory limit of Redis is the advice for its memory and for nothing else', () => {
  assert.match(actionsOf('redis', 1, 5000, 1000)[0] ?? '', /Set maxmemory/);
  assert.doesNotMatch(actionsOf('redis', 90, 10, 1)[0] ?? '', /maxmemory/);
});

test('gunicorn is advised to the API only', () => {
  const services: ServiceName[] = ['postgresql', 'redis', 'chromadb', 'aurenAPI', 'nginx', 'kafka'];
  for (const service of services) {
    const actions = actionsOf(service, 99, 99_999, 0);
    assert.equal(actions.length, 3);
    assert.ok(
      actions.every((action) => action !== ''),
      service,
    );
    assert.equal(/gunicorn/.test(actions.join()), service === 'aurenAPI', service);
  }
});
