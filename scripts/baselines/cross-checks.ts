// Rules between tables of the baselines: what one row says must agree with what another says.
import type { Problem, ReadTable, Row } from './table-rows.ts';

/** Checks the tables against each other; called only when each is sound in itself. */
export function checkTogether(read: ReadTable[]): Problem[] {
  const rowsOf = (constant: string) => read.find((table) => table.spec.constant === constant)?.rows ?? [];
  return [
    ...checkWeights(rowsOf('endpoints'), rowsOf('weights')),
    ...checkPaths(rowsOf('endpoints')),
    ...checkMeasured(rowsOf('endpoints'), 'Response times', REQUEST_DURATIONS),
    ...checkMeasured(rowsOf('journeySteps'), 'Journey steps', REQUEST_DURATIONS),
    ...checkMeasured(rowsOf('journeys'), 'Journeys', ['avgMs', 'p95Ms']),
    ...checkCurve(rowsOf('dayCurve'), rowsOf('endpoints')),
    ...checkTraits(rowsOf('testTypes'), rowsOf('testTraits')),
    ...checkHeadroom(rowsOf('capacity')),
    ...checkRecovery(rowsOf('testTypes'), rowsOf('testTraits'), rowsOf('tolerances')),
    ...checkPeak(rowsOf('testTypes'), rowsOf('testTraits'), rowsOf('growth')),
    ...checkServices(rowsOf('serviceTests'), rowsOf('services')),
    ...checkPages(rowsOf('pageTests'), rowsOf('endpoints')),
    ...checkJourneys(rowsOf('journeys'), rowsOf('journeySteps')),
    ...checkNames(rowsOf('journeys'), 'Journeys', { 'Response times': rowsOf('endpoints') }, 'Name'),
    ...checkNames(
      rowsOf('journeySteps'),
      'Journey steps',
      { 'Response times': rowsOf('endpoints'), Journeys: rowsOf('journeys') },
      'Name',
    ),
    ...checkNames(rowsOf('serviceTests'), 'Service tests', { 'Test types': rowsOf('testTypes') }),
    ...checkNames(rowsOf('pageTests'), 'Page load tests', {
      'Test types': rowsOf('testTypes'),
      'Service tests': rowsOf('serviceTests'),
    }),
  ];
}

function checkWeights(endpoints: Row[], weights: Row[]): Problem[] {
  const known = endpoints.map((row) => row.key);
  const unknown = weights
    .filter((row) => !known.includes(row.key))
    .map((row) =>
      at(row, 'name', `unknown endpoint "${row.key}" (table "Weights"), expected one of: ${known.join(', ')}`),
    );
  const missing = endpoints
    .filter((row) => !weights.some((weight) => weight.key === row.key))
    .map((row) => at(row, 'name', `endpoint "${row.key}" has no row in table "Weights", expected one there`));
  const sumPct = Number(weights.reduce((sum, row) => sum + Number(row.values.weightPct), 0).toPrecision(12));
  const last = weights.at(-1);
  if (unknown.length + missing.length > 0 || !last || sumPct === 100) return [...unknown, ...missing];
  return [at(last, 'weightPct', `weights add up to ${sumPct}% (table "Weights"), expected 100%`)];
}

function checkTraits(testTypes: Row[], traits: Row[]): Problem[] {
  const lacks = (rows: Row[], others: Row[]): Row[] =>
    rows.filter(({ key }) => !others.some((other) => other.key === key));
  return [
    ...lacks(traits, testTypes).map((row) =>
      at(
        row,
        'name',
        `unknown type "${row.key}" (table "Test traits"), expected one of: ${testTypes.map(({ key }) => key).join(', ')}`,
      ),
    ),
    ...lacks(testTypes, traits).map((row) =>
      at(row, 'name', `type "${row.key}" has no row in table "Test traits", expected one there`),
    ),
  ];
}

function checkPaths(endpoints: Row[]): Problem[] {
  return endpoints.flatMap((row, index) => {
    const twin = endpoints.slice(0, index).find((earlier) => earlier.values.path === row.values.path);
    if (!twin) return [];
    const message = `Endpoint of ${row.key} reads "${row.values.path}", expected a path of its own (${twin.key} has this one)`;
    return [at(row, 'path', message)];
  });
}

/** A journey has steps, and each step its journey. */
function checkJourneys(journeys: Row[], steps: Row[]): Problem[] {
  const names = journeys.map(({ key }) => key);
  const strays = steps.filter(({ values }) => !names.includes(String(values.journey)));
  const empty = names.filter((name) => !steps.some(({ values }) => values.journey === name));
  return [
    ...strays.map((row) =>
      at(
        row,
        'journey',
        `Journey of ${row.key} reads "${row.values.journey}" (table "Journey steps"), expected one of: ${names.join(', ')}`,
      ),
    ),
    ...journeys
      .filter(({ key }) => empty.includes(key))
      .map((row) =>
        at(row, 'name', `journey "${row.key}" has no row in table "Journey steps", expected one for each step`),
      ),
  ];
}

/** As many windows as a run keeps in its summary. */
const MOST_PARTS = 30;

/** Each part is a window of the run, and its mix is one of endpoints. */
function checkCurve(parts: Row[], endpoints: Row[]): Problem[] {
  const known = endpoints.map(({ key }) => key);
  const beyond = parts.slice(MOST_PARTS, MOST_PARTS + 1).map((row) => {
    const message = `${parts.length} rows in table "Day curve", expected at most ${MOST_PARTS}: put parts together`;
    return at(row, 'name', message);
  });
  const strays = parts.flatMap((row) => {
    const unknown = Object.keys(row.values.mixPct ?? {}).find((name) => !known.includes(name));
    if (unknown === undefined) return [];
    const message = `Mix of ${row.values.name} (table "Day curve") has "${unknown}", expected endpoints: ${known.join(', ')}`;
    return [at(row, 'mixPct', message)];
  });
  return [...beyond, ...strays];
}

const REQUEST_DURATIONS = ['avgMs', 'p50Ms', 'p95Ms', 'p99Ms'];

/** Three runs measure a whole row. */
function checkMeasured(rows: Row[], table: string, durations: readonly string[]): Problem[] {
  const number = durations.length === 4 ? 'four' : 'two';
  return rows.flatMap((row) => {
    const measured = durations.filter((key) => row.values[key] !== null);
    const [one] = measured;
    if (one === undefined || measured.length === durations.length) return [];
    const message = `${row.key} (table "${table}") reads "${row.cells[one]?.text}" next to "not measured", expected ${number} durations, or ${number} times "not measured"`;
    return [at(row, one, message)];
  });
}

function checkHeadroom(capacity: Row[]): Problem[] {
  return capacity.flatMap((row) => {
    const [current, maximum, headroom] = ['current', 'maximum', 'headroom'].map((start) => {
      const [, value] = Object.entries(row.values).find(([key]) => key.startsWith(start)) ?? [];
      return Number(value);
    });
    if (current === undefined || maximum === undefined || headroom === undefined) return [];
    const expected = Number((maximum - current).toPrecision(12));
    if (expected === headroom) return [];
    const key = Object.keys(row.values).find((candidate) => candidate.startsWith('headroom')) ?? 'headroom';
    const message = `Headroom of ${row.cells.label?.text} (table "Capacity") reads "${row.cells[key]?.text}", expected maximum less current, ${expected}`;
    return [at(row, key, message)];
  });
}

/** Where windows later than the allowed recovery are judged there have to be some within the test's recovery phase. */
function checkRecovery(testTypes: Row[], traits: Row[], tolerances: Row[]): Problem[] {
  const recovery = tolerances.find((row) => row.key === 'spikeRecovery');
  const short = testTypes.find(
    ({ key, values }) =>
      traits.some((row) => row.key === key && row.values.windows === 'late') &&
      Number(recovery?.values.valueS) >= Number(values.durationS),
  );
  if (!short || !recovery) return [];
  const message = `Value of Spike Recovery (table "Tolerances") reads "${recovery.cells.valueS?.text}", expected less than the ${short.key} test's Duration, "${short.cells.durationS?.text}"`;
  return [at(recovery, 'valueS', message)];
}

/** What a test that looks for the edge does not load beyond, it cannot say to be reachable: its windows' rates stay a little under its peak. */
function checkPeak(testTypes: Row[], traits: Row[], growth: Row[]): Problem[] {
  const most = Math.max(0, ...growth.map(({ values }) => Number(values.requestsPerS)));
  const row = testTypes.find(({ key, values }) => {
    const isToItsLimits = traits.some((trait) => trait.key === key && trait.values.stops === 'limits');
    return isToItsLimits && Number(values.peakRatePerS) <= most;
  });
  if (!row) return [];
  const message = `Peak Rate of ${row.key} (table "Test types") reads "${row.cells.peakRatePerS?.text}", expected more than the last growth row, ${most}/s`;
  return [at(row, 'peakRatePerS', message)];
}

/** A service test takes its rate from the service's row. */
function checkServices(serviceTests: Row[], services: Row[]): Problem[] {
  const labels = services.map((row) => row.cells.label?.text ?? '');
  return serviceTests.flatMap((row) => {
    const service = row.cells.service?.text ?? '';
    const unknown = `unknown service "${service}" (table "Service tests"), expected one of: ${labels.join(', ')}`;
    return labels.includes(service) ? [] : [at(row, 'service', unknown)];
  });
}

/** A browser opens the path of an endpoint. */
function checkPages(pageTests: Row[], endpoints: Row[]): Problem[] {
  const names = endpoints.map(({ key }) => key);
  return pageTests
    .filter(({ values }) => !names.includes(String(values.page)))
    .map((row) =>
      at(
        row,
        'page',
        `Page of ${row.key} reads "${row.values.page}" (table "Page load tests"), expected one of: ${names.join(', ')}`,
      ),
    );
}

/** All bundles lie in one folder and all figures under one tag: no two have the same name. */
function checkNames(rows: Row[], table: string, others: Readonly<Record<string, Row[]>>, column = 'Type'): Problem[] {
  return rows.flatMap((row) =>
    Object.entries(others)
      .filter(([, taken]) => taken.some(({ key }) => key === row.key))
      .map(([other]) =>
        at(
          row,
          'name',
          `${column} reads "${row.key}" (table "${table}"), expected a name that table "${other}" does not have`,
        ),
      ),
  );
}

function at(row: Row, key: string, message: string): Problem {
  return { line: row.cells[key]?.line ?? 1, column: row.cells[key]?.column ?? 1, message };
}
