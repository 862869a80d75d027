// In the page: puts a drawing in the place of each Mermaid text. Without scripts, or where it can't be drawn, the text stays.
(async () => {
  const { mermaid } = globalThis;
  // Drawings are light, on a card of their own, so that they read the same in the dark.
  mermaid.initialize({ startOnLoad: false, theme: 'neutral' });
  for (const [at, code] of [...document.querySelectorAll('pre > code.mermaid')].entries()) {
    const { svg } = await mermaid.render(`drawing-${at}`, code.textContent);
    const figure = document.createElement('figure');
    figure.className = 'drawing';
    figure.innerHTML = svg;
    code.parentElement.replaceWith(figure);
  }
})();
