// Makes tables sortable and shows one moment in all charts. The page is complete without it.
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
      const number = (row) => Number.parseFloat(text(row).replace(/[<>=\s]/g, ''));
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
      const { left, right, top, bottom, end } = chart.dataset;
      const middle = (Number(row.dataset.start) + Number(row.dataset.end)) / 2;
      const x = Number(left) + ((Number(right) - Number(left)) * middle) / Number(end);
      const cursor = chart.querySelector('.cursor') ?? document.createElementNS('http://www.w3.org/2000/svg', 'line');
      cursor.setAttribute('class', 'cursor');
      for (const [name, value] of Object.entries({ x1: x, x2: x, y1: top, y2: bottom }))
        cursor.setAttribute(name, value);
      chart.append(cursor);
    }
  };
  for (const chart of charts) {
    chart.addEventListener('pointermove', (event) => {
      const box = chart.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * chart.viewBox.baseVal.width;
      const { left, right, end } = chart.dataset;
      const at = ((x - Number(left)) / (Number(right) - Number(left))) * Number(end);
      const row = rows.find((candidate) => at >= Number(candidate.dataset.start) && at < Number(candidate.dataset.end));
      if (row) show(row);
    });
  }
}

// Paper cannot be unfolded.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
