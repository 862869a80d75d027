// Makes the columns of tables sortable. The page is complete without it.
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
