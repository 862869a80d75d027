// Draws what the run sends. Texts go into the page as text, never as markup.

(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const byId = (id) => document.getElementById(id);
  /** @type {any} */ let plan = null;
  /** @type {any} */ let end = null;
  /** @type {any[]} */ let moments = [];
  let isDue = false;
  /** Times the highest value, above which a limit is left out of a chart. */
  const FAR = 5;

  const source = new EventSource('/events');
  const hear = (name, take) =>
    source.addEventListener(name, (event) => {
      take(JSON.parse(event.data));
      draw();
    });
  hear('plan', (data) => {
    plan = data;
    fillChoice();
  });
  hear('history', (data) => {
    moments = data;
  });
  hear('moment', (data) => moments.push(data));
  hear('end', (data) => {
    end = data;
    source.close();
    if (end.hasReport) location.replace('/report');
  });
  source.addEventListener('error', () => {
    if (!end) state('no connection to the run: it has ended or was stopped', '');
  });
  addEventListener('resize', draw);
  byId('row').addEventListener('change', draw);

  /** At most once a frame, and not in a page that nobody sees. */
  function draw() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      if (plan) drawAll();
      else if (end) state(`ended: ${end.text}`, 'over');
    });
  }

  function drawAll() {
    const last = moments.at(-1);
    byId('title').textContent = plan.title;
    byId('note').textContent = plan.note;
    byId('note').hidden = plan.note === '';
    if (end) {
      state(`ended: ${end.text}`, end.isOk ? 'ok' : 'over');
      document.title = `${end.isOk ? 'Ended' : 'FAILED'}: ${plan.title}`;
      byId('words').textContent = end.reportFile ? `The report is in ${end.reportFile}.` : '';
    } else {
      state(runningText(last), '');
      document.title = `Running: ${plan.title}`;
    }
    drawTiles(last);
    drawCharts();
    drawTable(last);
  }

  function state(text, kind) {
    if (byId('state').textContent !== text) byId('state').textContent = text;
    byId('state').className = kind;
  }

  function runningText(last) {
    if (!last) return plan.note === '' ? 'waiting for the load to start' : 'running';
    const phase = plan.phases.find(({ startMs, endMs }) => startMs <= last.atMs && last.atMs < endMs);
    const left = plan.lengthMs === null ? share(last.done) : `${clock(plan.lengthMs - last.atMs)} left`;
    return [`running for ${clock(last.atMs)}`, ...(phase ? [phase.name] : []), ...(left ? [left] : [])].join(', ');
  }

  const share = (done) => (done === null ? '' : `${Math.floor(done * 100)} % done`);

  function clock(ms) {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const two = (value) => String(value).padStart(2, '0');
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  }

  function short(value) {
    if (value === null || value === undefined) return '–';
    return (value >= 100 ? Math.round(value) : Number(value.toPrecision(3))).toLocaleString('en');
  }

  const perSecond = (count, { spanMs }) => (spanMs > 0 ? (count * 1000) / spanMs : 0);
  const errorsOf = ({ requests, failed }) => (requests === 0 ? 0 : (100 * failed) / requests);
  const statText = (stat) => stat.replace(/^p\((.*)\)$/, 'p$1').replace('med', 'p50');

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function shape(name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function fillChoice() {
    const chosen = byId('row').value;
    byId('row').replaceChildren(
      ...plan.rows.map(({ label }, index) => {
        const option = element('option', label);
        option.value = String(index);
        return option;
      }),
    );
    if (chosen !== '') byId('row').value = chosen;
    byId('choice').hidden = plan.rows.length < 2;
  }

  function drawTiles(last) {
    const tile = (label, text, isOver) => {
      const item = element('li', undefined, isOver ? 'over' : '');
      item.append(element('span', label), element('strong', text));
      return item;
    };
    if (!last && !(end?.rows.length > 0)) return byId('tiles').replaceChildren();
    if (end?.rows.length > 0) {
      const percent = end.errors * 100;
      return byId('tiles').replaceChildren(
        tile('requests', end.requests.toLocaleString('en')),
        tile('errors', `${short(percent)} %`, plan.errorLimit !== null && end.errors >= plan.errorLimit),
      );
    }
    const errors = errorsOf(last);
    const limit = plan.errorLimit === null ? '' : ` (limit ${short(plan.errorLimit * 100)} %)`;
    const tiles = [
      tile('VUs', short(last.vus)),
      tile('requests/s', short(perSecond(last.requests, last))),
      tile('p95, ms', short(last.rows[0]?.p95)),
      tile(
        `errors${limit}`,
        `${short(errors)} %`,
        plan.errorLimit !== null && errors / 100 >= plan.errorLimit && errors > 0,
      ),
    ];
    if (last.dropped > 0) tiles.push(tile('iterations dropped', short(last.dropped), true));
    if (last.cpuPct !== undefined) tiles.push(tile('CPU of the target', `${short(last.cpuPct)} %`));
    if (last.memoryMb !== undefined) tiles.push(tile('memory of the target', `${short(last.memoryMb)} MB`));
    byId('tiles').replaceChildren(...tiles);
  }

  function drawCharts() {
    const index = Number(byId('row').value || 0);
    const row = plan.rows[index];
    const percentile = (key) => (moment) => moment.rows[index]?.[key] ?? null;
    const isOpen = plan.unit !== 'VUs';
    const vus = { name: 'VUs', kind: 'plain', of: (moment) => moment.vus };
    const started = { name: 'iterations/s', kind: 'plain', of: (moment) => perSecond(moment.iterations, moment) };
    const planned = { name: 'planned', kind: 'planned', points: plan.points.map(({ atMs, target }) => [atMs, target]) };
    const limits = row.limits.filter(({ stat }) => /^(p\(9[59]\)|med|p\(50\))$/.test(stat)).slice(0, 1);
    const errorLimit =
      plan.errorLimit === null
        ? []
        : [{ text: `limit ${short(plan.errorLimit * 100)} %`, value: plan.errorLimit * 100 }];
    const panels = [
      { title: `Load, ${plan.unit}`, lines: [isOpen ? started : vus, ...(planned.points.length > 0 ? [planned] : [])] },
      ...(isOpen ? [{ title: 'VUs', lines: [vus] }] : []),
      {
        title: `Response time of ${row.label}, ms`,
        isTall: true,
        lines: [
          { name: 'p50', kind: 'low', of: percentile('p50') },
          { name: 'p95', kind: 'plain', of: percentile('p95') },
          { name: 'p99', kind: 'high', of: percentile('p99') },
        ],
        limits: limits.map(({ stat, ms }) => ({ text: `limit of ${statText(stat)}: ${short(ms)} ms`, value: ms })),
      },
      { title: 'Errors, %', lines: [{ name: 'failed requests', kind: 'bad', of: errorsOf }], limits: errorLimit },
      {
        title: 'Throughput, requests/s',
        lines: [{ name: 'requests/s', kind: 'plain', of: (moment) => perSecond(moment.requests, moment) }],
      },
    ];
    const width = Math.max(280, byId('charts').clientWidth);
    const endMs = Math.max(plan.lengthMs ?? 0, moments.at(-1)?.atMs ?? 0, 1000);
    byId('charts').replaceChildren(
      ...panels.map((panel, at) =>
        figure(panel, { width, endMs, isFirst: at === 0, isLast: at === panels.length - 1 }),
      ),
    );
  }

  function figure({ title, lines, limits = [], isTall }, place) {
    const drawn = lines.map((line) => ({ ...line, points: line.points ?? pointsOf(line.of) }));
    const made = element('figure');
    const caption = element('figcaption');
    caption.append(element('strong', title));
    if (lines.length > 1) for (const { name, kind } of lines) caption.append(element('span', name, `key ${kind}`));
    for (const { text } of limits) caption.append(element('span', text, 'key limit'));
    made.append(caption, picture(title, drawn, limits, { ...place, isTall }));
    return made;
  }

  const pointsOf = (of) => moments.map((moment) => [moment.atMs - moment.spanMs / 2, of(moment)]);

  function picture(title, lines, limits, { width, endMs, isFirst, isLast, isTall }) {
    const [left, right, top, bottom] = [44, 8, isFirst ? 20 : 8, isLast ? 20 : 6];
    const height = (isTall ? 130 : 70) + top + bottom;
    const values = lines.flatMap(({ points }) => points.map(([, value]) => value ?? 0));
    const highest = Math.max(0, ...values);
    // A limit far above everything would make a flat line of it.
    const near = limits.map(({ value }) => value).filter((value) => highest === 0 || value < FAR * highest);
    const most = niceAbove(Math.max(highest, ...near));
    const x = (ms) => left + ((width - left - right) * ms) / endMs;
    const y = (value) => top + (height - top - bottom) * (1 - Math.min(value, most) / most);
    const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, height, role: 'img' });
    const now = lines.map(({ name, points }) => `${name} ${short(points.at(-1)?.[1])}`).join(', ');
    svg.setAttribute('aria-label', `${title}: ${now}`);
    plan.phases.forEach(({ name, startMs, endMs: phaseEndMs }, index) => {
      const [from, to] = [x(startMs), x(phaseEndMs)];
      if (index % 2 === 1)
        svg.append(
          shape('rect', {
            class: 'shade',
            x: from,
            y: top,
            width: Math.max(0, to - from),
            height: height - top - bottom,
          }),
        );
      if (isFirst && to - from > 6 * name.length) svg.append(label(name, (from + to) / 2, 12, 'middle'));
    });
    for (const value of [0, most]) {
      svg.append(shape('line', { class: 'grid', x1: left, x2: width - right, y1: y(value), y2: y(value) }));
      svg.append(label(short(value), left - 5, y(value) + 4, 'end'));
    }
    for (const { value } of limits)
      if (value <= most) svg.append(shape('path', { class: 'line limit', d: `M${left} ${y(value)}H${width - right}` }));
    for (const { kind, points } of lines) svg.append(shape('path', { class: `line ${kind}`, d: pathOf(points, x, y) }));
    if (isLast)
      for (const at of [0, 0.25, 0.5, 0.75, 1])
        svg.append(
          label(clock(endMs * at), x(endMs * at), height - 5, at === 0 ? 'start' : at === 1 ? 'end' : 'middle'),
        );
    return svg;
  }

  function label(text, x, y, anchor) {
    const made = shape('text', { x, y, 'text-anchor': anchor });
    made.textContent = text;
    return made;
  }

  /** A second without samples is a gap; a single one is a dot. */
  function pathOf(points, x, y) {
    let d = '';
    let isOpen = false;
    points.forEach(([ms, value], index) => {
      if (value === null) {
        isOpen = false;
        return;
      }
      const isAlone = !isOpen && (points[index + 1]?.[1] ?? null) === null;
      d += `${isOpen ? 'L' : 'M'}${x(ms).toFixed(1)} ${y(value).toFixed(1)}${isAlone ? 'h1.5' : ''}`;
      isOpen = true;
    });
    return d;
  }

  function niceAbove(value) {
    if (value <= 0) return 1;
    const power = 10 ** Math.floor(Math.log10(value));
    return (
      [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value * 1.02) ?? 20 * power
    );
  }

  function drawTable(last) {
    // Without figures of the whole run those of its last second stay.
    const isFinal = end?.rows.length > 0;
    const head = ['endpoint', 'requests/s', 'p50', 'p95', 'p99', 'so far', 'limit', 'p95 over time', 'used'];
    const names = isFinal ? ['endpoint', 'requests', ...head.slice(2, 5), 'whole run', ...head.slice(6)] : head;
    const top = element('tr');
    top.append(...names.map((name, at) => element('th', name, isWide(at) ? 'wide' : '')));
    const rows = plan.rows.map((row, index) => {
      const figures = isFinal ? finalOf(index) : liveOf(row, index, last);
      const [first] = row.limits;
      const used = first && figures.judged !== null && first.ms > 0 ? figures.judged / first.ms : null;
      const kind = used === null || used < 0.9 ? '' : used >= 1 ? 'over' : 'near';
      const texts = [row.label, figures.count, figures.p50, figures.p95, figures.p99, figures.judged, first?.ms];
      const line = element('tr');
      line.append(
        ...texts.map((text, at) => {
          const shown = at === 0 ? text : at === 6 && first ? `${statText(first.stat)} ${short(text)}` : short(text);
          return element('td', shown, `${isWide(at) ? 'wide' : ''} ${at === 5 ? kind : ''}`);
        }),
        sparkOf(row, index),
        barOf(used, kind),
      );
      line.firstChild.title = row.label;
      return line;
    });
    document.querySelector('thead').replaceChildren(top);
    document.querySelector('tbody').replaceChildren(...rows);
  }

  const isWide = (at) => at === 1 || at === 2 || at === 4 || at === 7;

  function liveOf(_row, index, last) {
    const { count = 0, p50 = null, p95 = null, p99 = null } = last?.rows[index] ?? {};
    return {
      count: last && count !== null ? perSecond(count, last) : null,
      p50,
      p95,
      p99,
      judged: last?.judged[index] ?? null,
    };
  }

  function finalOf(index) {
    const { values = {}, limits = [] } = end.rows[index] ?? {};
    const judged = limits[0]?.value ?? null;
    return { count: values.count, p50: values.med, p95: values['p(95)'], p99: values['p(99)'], judged };
  }

  /** With the limit of p95 as a line across. */
  function sparkOf({ label: name, limits }, index) {
    const [width, height] = [120, 26];
    const points = pointsOf((moment) => moment.rows[index]?.p95 ?? null);
    const highest = Math.max(0, ...points.map(([, value]) => value ?? 0));
    const limit = limits.find(({ stat }) => stat === 'p(95)')?.ms;
    const most = Math.max(highest, limit !== undefined && limit < FAR * highest ? limit : 0, 1) * 1.08;
    const endMs = Math.max(plan.lengthMs ?? 0, moments.at(-1)?.atMs ?? 0, 1000);
    const y = (value) => height - 2 - ((height - 4) * value) / most;
    const svg = shape('svg', {
      viewBox: `0 0 ${width} ${height}`,
      height,
      role: 'img',
      'aria-label': `p95 of ${name} over time`,
    });
    if (limit !== undefined && limit <= most)
      svg.append(shape('path', { class: 'line limit', d: `M0 ${y(limit)}H${width}` }));
    svg.append(shape('path', { class: 'line plain', d: pathOf(points, (ms) => (width * ms) / endMs, y) }));
    const made = element('td', undefined, 'wide');
    made.append(svg);
    return made;
  }

  function barOf(used, kind) {
    const made = element('td', undefined, kind);
    if (used === null) return made;
    const bar = element('span', undefined, 'used');
    const full = element('i');
    full.style.width = `${Math.min(100, used * 100)}%`;
    bar.title = `${Math.round(used * 100)} % of the limit`;
    bar.append(full);
    made.append(bar);
    return made;
  }
})();
