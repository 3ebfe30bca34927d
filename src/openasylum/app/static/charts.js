// Draws the charts of a figure when it comes into view; the library is loaded with the first one.
let library = null;

function loaded() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/static/vega.js?v=" + new URL(document.querySelector('link[rel="stylesheet"]').href).searchParams.get("v");
    script.onload = () => resolve(window.vegaEmbed);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

// A period without an official figure has no such line.
function told(value, clean) {
  const rows = Object.entries(value).filter(([, text]) => !["null", "undefined"].includes(String(text)));
  return `<table>${rows.map(([name, text]) => `<tr><td class="key">${clean(name)}</td><td class="value">${clean(text)}</td></tr>`).join("")}</table>`;
}

// Vega names every chart "Vega visualization" and gives its parts roles without names.
function describe(target, alternative) {
  target.setAttribute("role", "img");
  target.setAttribute("aria-label", alternative);
  target.removeAttribute("aria-roledescription");
  target.querySelector("svg").setAttribute("aria-hidden", "true");
}

// The first figure of an answer is asked for together with the answer.
const early = new Map();

export function ahead(job, stage, name) {
  early.clear();
  const src = `/answers/${job}/${stage}/figures/${name}`;
  early.set(src, fetch(`${src}?lang=${document.body.dataset.lang}`));
}

function asked(src) {
  const found = early.get(src) ?? fetch(`${src}?lang=${document.body.dataset.lang}`);
  early.delete(src);
  return found;
}

async function drawFigure(section) {
  if (section.dataset.begun) return;
  section.dataset.begun = "true";
  const [embed, response] = await Promise.all([loaded(), asked(section.dataset.src)]);
  if (!response.ok || !section.isConnected) return;
  const place = section.querySelector(".drawn");
  place.innerHTML = await response.text();
  const data = JSON.parse(place.querySelector("script.data").textContent);
  const options = {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
    config: data.config, formatLocale: data.locale.number, timeFormatLocale: data.locale.time,
    tooltip: { formatTooltip: told, disableDefaultStyle: true },
  };
  for (const chart of data.charts) {
    const target = place.querySelector(`#${CSS.escape(chart.id)}`);
    if (!target) continue;
    const alternative = target.getAttribute("aria-label");
    await embed(target, chart.spec, options);
    describe(target, alternative);
    section.dataset.begun = "seen"; // the first of them at least
  }
  section.dataset.drawn = "true";
}

// When what is in the page now has been painted; at once where nobody looks.
const painted = () => new Promise((resolve) => (document.hidden ? resolve() : requestAnimationFrame(() => setTimeout(resolve))));

export function watchFigures(root) {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries)
      if (entry.isIntersecting) {
        seen.unobserve(entry.target);
        drawFigure(entry.target);
      }
  }, { rootMargin: "600px 0px" });
  const [first, ...rest] = root.querySelectorAll(".figure-of");
  if (first) painted().then(() => drawFigure(first)); // the numbers are seen before the charts
  for (const section of rest) seen.observe(section);
}

// One figure after another while nothing else happens, so that paper has them all.
export function drawAtLeisure(root) {
  const next = () => {
    const section = root.querySelector(".figure-of:not([data-begun])");
    if (section) drawFigure(section).finally(() => later(next));
  };
  later(next);
}

const later = (work) => (window.requestIdleCallback ?? setTimeout)(work);

export function drawAll() {
  return Promise.all([...document.querySelectorAll(".figure-of")].map(drawFigure));
}

export const ready = loaded;
