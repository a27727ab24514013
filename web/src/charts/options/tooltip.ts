// The tooltip of drawn charts as elements with classes (charts.css).
export interface TooltipRow {
  colour: string;
  name: string;
  value: string;
  /** The value of the compared range. */
  before?: string;
}

export function tooltip(title: string, rows: TooltipRow[]): HTMLElement {
  const box = element("div", "chart-tooltip");
  box.append(element("div", "chart-tooltip-title", title));
  for (const row of rows) {
    const line = element("div", "chart-tooltip-row");
    const mark = element("span", "chart-tooltip-mark");
    mark.style.backgroundColor = row.colour;
    line.append(
      mark,
      element("span", "chart-tooltip-name", row.name),
      element("span", "chart-tooltip-value", row.value),
    );
    if (row.before !== undefined) line.append(element("span", "chart-tooltip-before", row.before));
    box.append(line);
  }
  return box;
}

function element(tag: string, className: string, text?: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
