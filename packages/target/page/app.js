// The home page's one button: shows the response times in seconds, and in milliseconds again.
(() => {
  const button = document.getElementById('unit');
  const cells = [...document.querySelectorAll('td[data-ms]')];
  if (button === null || cells.length === 0) return;

  const units = {
    milliseconds: { text: (ms) => `${ms} ms`, next: 'seconds' },
    seconds: { text: (ms) => `${(ms / 1000).toFixed(3)} s`, next: 'milliseconds' },
  };
  let shown = 'milliseconds';

  /** Writes every time of the table in a unit, and on the button what it does next. */
  const show = (unit) => {
    shown = unit;
    for (const cell of cells) cell.textContent = units[unit].text(Number(cell.dataset.ms));
    button.textContent = `Show ${units[unit].next}`;
  };

  button.addEventListener('click', () => show(units[shown].next));

  // The rows can be told apart by eye: the slower the endpoint, the longer the bar behind its average.
  const averages = [...document.querySelectorAll('td[data-average]')];
  const longest = Math.max(...averages.map((cell) => Number(cell.dataset.ms)));
  for (const cell of averages) {
    const share = (100 * Number(cell.dataset.ms)) / longest;
    cell.style.background = `linear-gradient(to left, var(--line) ${share}%, transparent ${share}%)`;
  }
})();
