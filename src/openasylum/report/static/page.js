// Draws the charts from the CSV that each figure offers for download; nothing is loaded.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const FIXED = 11; // columns before those of the scenarios

  function parsed(text) {
    const rows = [];
    let row = [], cell = "", quoted = false;
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (quoted) {
        if (c !== '"') cell += c;
        else if (text[i + 1] === '"') { cell += c; i++; }
        else quoted = false;
      } else if (c === '"') quoted = true;
      else if (c === ",") { row.push(cell); cell = ""; }
      else if (c === "\n") { row.push(cell); rows.push(row); row = []; cell = ""; }
      else cell += c;
    }
    return rows;
  }

  const number = (text) => (text === "" || text === undefined ? null : Number(text));
  const columns = data.ranges ? ["", "_low", "_high"] : [""];
  const tables = {};

  function rowsOf(panel) {
    const table = (tables[panel.figure] ??= parsed(data.csv[panel.figure]).slice(1));
    const whole = !["spent", "error"].includes(panel.kind);
    const rows = table
      .filter(([series, group, period, start, end]) =>
        series === panel.series && (group === "all") === whole &&
        data.periods[panel.kind].includes(period) &&
        (panel.kind !== "spent" || group in data.purposes[panel.figure]) &&
        (period !== "fiscal_year" || end.endsWith("-09-30")) &&
        panel.since <= start && end <= panel.until)
      .map((cells) => rowOf(cells, panel));
    return panel.kind === "stock" ? merged(rows) : rows;
  }

  // An official figure of a year stands at the year's last month.
  function merged(rows) {
    const days = new Map();
    for (const row of rows) {
      const first = days.get(row.t) ?? row;
      days.set(row.t, first);
      for (const name in row) first[name] ??= row[name];
    }
    return [...days.values()];
  }

  function rowOf(cells, panel) {
    const [, group, period, start, end] = cells;
    const year = Number(start.slice(0, 4)) + (Number(start.slice(5, 7)) >= 10 ? 1 : 0);
    const row = {
      t: (panel.at === "end" ? end : start) + "T00:00:00",
      fy: String(year),
      official: number(cells[6]),
      other: number(cells[8]),
    };
    const beside = panel.kind === "stock" && period !== "month"; // official figures alone
    for (let i = 0; i < data.scenarios; i++)
      columns.forEach((suffix, k) => {
        row[`m${i}${suffix}`] = beside ? null : number(cells[FIXED + i * columns.length + k]);
      });
    if (panel.kind === "spent") [row.purpose, row.place] = data.purposes[panel.figure][group];
    if (panel.kind === "error") row.rate = Number(group.split("=")[1]);
    return row;
  }

  // A period without an official figure has no such line.
  function told(value, clean) {
    const rows = Object.entries(value).filter(([, text]) => !["null", "undefined"].includes(String(text)));
    const cell = (kind, text) => `<td class="${kind}">${clean(text)}</td>`;
    return `<table>${rows.map(([name, text]) => `<tr>${cell("key", name)}${cell("value", text)}</tr>`).join("")}</table>`;
  }

  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, config: data.config, tooltip: { formatTooltip: told } };

  async function draw(panel) {
    const spec = { ...panel.spec, data: { values: rowsOf(panel) } };
    const target = document.getElementById(panel.id);
    const alternative = target.getAttribute("aria-label");
    await window.vegaEmbed(target, spec, options);
    // Vega names every chart "Vega visualization" and gives its parts roles without names.
    target.setAttribute("role", "img");
    target.setAttribute("aria-label", alternative);
    target.removeAttribute("aria-roledescription");
    target.querySelector("svg").setAttribute("aria-hidden", "true");
  }

  function download(name) {
    const file = new Blob(["\ufeff" + data.csv[name]], { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `openasylum_${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  for (const button of document.querySelectorAll("button[data-csv]"))
    button.addEventListener("click", () => download(button.dataset.csv));

  window.openasylum = { rowsOf, panels: data.panels };

  (async () => {
    for (const panel of data.panels) await draw(panel);
    document.body.dataset.drawn = "true";
  })();
})();
