// Makes tables sortable and shows one moment in all charts. The page is complete without it.
const SCALES = { s: 1e3, min: 6e4, KB: 1e3, MB: 1e6, GB: 1e9 };
/** `< 1,320`, `1.84 s` and `45 ms` by what they are worth. */
const amount = (text) => {
  const found = /^[^\d-]*(-?[\d,]*\.?\d+)\s*(\w*)/.exec(text);
  return found ? Number(found[1].replaceAll(',', '')) * (SCALES[found[2]] ?? 1) : Number.NaN;
};
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const text = (row) => row.cells[column].textContent.trim();
      const number = (row) => amount(text(row));
      const rows = [...body.rows].sort((a, b) => {
        const difference = number(a) - number(b);
        return Number.isNaN(difference) ? text(a).localeCompare(text(b)) : difference;
      });
      body.append(...(down ? rows.reverse() : rows));
    });
  });
}

const charts = [...document.querySelectorAll('svg.chart:not(.still)')];
const moment = document.getElementById('moment');
const windows = document.getElementById('windows');
if (moment && windows) {
  const heads = [...windows.tHead.rows[0].cells].map((head) => head.textContent.trim());
  const rows = [...windows.tBodies[0].rows];
  const show = (row) => {
    moment.hidden = false;
    moment.textContent = [...row.cells].map((cell, index) => `${heads[index]} ${cell.textContent}`).join(' \u00b7 ');
    for (const chart of charts) {
      const middle = (Number(row.dataset.start) + Number(row.dataset.end)) / 2;
      const x = `${(100 * middle) / Number(chart.dataset.end)}%`;
      const cursor = chart.querySelector('.cursor') ?? document.createElementNS('http://www.w3.org/2000/svg', 'line');
      for (const [name, value] of Object.entries({ class: 'cursor', x1: x, x2: x, y1: 0, y2: '100%' }))
        cursor.setAttribute(name, value);
      chart.append(cursor);
    }
  };
  for (const chart of charts) {
    chart.addEventListener('pointermove', (event) => {
      const box = chart.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * Number(chart.dataset.end);
      const row = rows.find((candidate) => at >= Number(candidate.dataset.start) && at < Number(candidate.dataset.end));
      if (row) show(row);
    });
  }
}

// Paper cannot be unfolded.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
