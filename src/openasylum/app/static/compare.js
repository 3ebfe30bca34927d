// The page of comparisons: a lever asks a new question, and better answers replace the first.
import { follow, stop } from "./follow.js";
import { ahead, drawAll, drawAtLeisure, ready, watchFigures } from "./charts.js";

const form = () => document.getElementById("question");
const answer = () => document.getElementById("answer");
const JSON_TYPE = { "content-type": "application/json" };
let current = "";
let shown = { job: "", stage: "" };
let turn = 0;

// What the form says, without what is as it was.
function address() {
  const found = new URLSearchParams();
  for (const [name, value] of new FormData(form())) {
    const field = form().elements[name];
    if (name === "lang" || !value || field.dataset?.still === "true") continue;
    if (field.dataset?.neutral === value) continue;
    found.append(name, value);
  }
  const base = (name) => found.get(name) === "as_enacted";
  if (base("a")) found.delete("a");
  return found.toString();
}

function withLanguage(query) {
  const lang = new URLSearchParams(location.search).get("lang");
  return lang ? `${query}&lang=${lang}` : query;
}

async function ask(query) {
  const mine = ++turn;
  answer().classList.add("old");
  const lang = new URLSearchParams({ lang: document.body.dataset.lang });
  const sent = { address: query, instead_of: current };
  const response = await fetch(`/api/questions?${lang}`, { method: "POST", headers: JSON_TYPE, body: JSON.stringify(sent) });
  const state = await response.json();
  if (mine !== turn) return;
  if (!response.ok) {
    refuse(state.error);
    return;
  }
  document.querySelector(".notice.problem")?.remove();
  current = state.id;
  history.replaceState(null, "", `/compare?${withLanguage(state.address)}`);
  describe(state);
  if (state.best) await show(state.id, state.best);
  if (state.open) follow(state.id, { changed: better, ended: better });
  else stop();
}

function describe(state) {
  const titles = Object.values(state.titles);
  document.getElementById("title-b").textContent = titles.at(-1);
  const first = document.getElementById("title-a");
  if (first) {
    first.textContent = titles[0];
    first.parentElement.hidden = titles.length < 2;
  }
  document.getElementById("asked-question")?.remove();
  document.getElementById("save").href = `/api/scenario.yaml?${state.address}`;
}

function refuse(words) {
  stop();
  const box = document.querySelector(".notice.problem") ?? document.createElement("div");
  box.className = "notice problem";
  box.setAttribute("role", "alert");
  const said = document.createElement("p");
  said.lang = "en";
  said.textContent = words;
  box.replaceChildren(said);
  document.querySelector(".result").prepend(box);
}

async function better(state) {
  if (!state || state.id !== current) return;
  if (state.best && (shown.job !== state.id || shown.stage !== state.best)) await show(state.id, state.best);
  const failed = Object.entries(state.stages).find(([name, stage]) => name !== "ranges" && stage.state === "failed");
  if (failed) refuse(failed[1].message);
  await spread(state);
}

// How far the draws spread comes after the answer, in its own place.
async function spread(state) {
  const now = state.stages.ranges?.state;
  const place = document.getElementById("ranges");
  if (!place || !now || place.dataset.state === now) return;
  place.dataset.state = now;
  const response = await fetch(`/answers/${state.id}/ranges?lang=${document.body.dataset.lang}`);
  if (response.ok && state.id === current) place.innerHTML = await response.text();
}

async function show(job, stage) {
  if (shown.job === job && shown.stage === stage) {
    answer().classList.remove("old");
    return;
  }
  shown = { job, stage };
  ahead(job, stage, answer().dataset.first);
  const response = await fetch(`/answers/${job}/${stage}?lang=${document.body.dataset.lang}`);
  if (shown.job !== job || shown.stage !== stage) return;
  if (!response.ok) {
    refuse(document.body.dataset.broken);
    return;
  }
  const open = [...answer().querySelectorAll("details[open] > summary")].map((part) => part.textContent);
  answer().innerHTML = await response.text();
  answer().classList.remove("old");
  answer().dataset.job = job;
  answer().dataset.stage = stage;
  for (const part of answer().querySelectorAll("details > summary"))
    if (open.includes(part.textContent)) part.parentElement.open = true;
  watchFigures(answer());
  if (stage !== "preliminary") drawAtLeisure(answer());
}

// Sliders stand at "as it was" until they are moved.
function pull(input) {
  const output = input.parentElement.querySelector("output");
  const back = input.parentElement.querySelector(".back");
  const still = input.dataset.neutral !== "" && input.value === input.dataset.neutral;
  input.dataset.still = String(still);
  output.value = still ? output.dataset.still : output.dataset.shape.replace("#", Number(input.value).toLocaleString(document.documentElement.lang));
  back.hidden = still;
}

function putBack(name) {
  const input = form().elements[name];
  input.value = input.dataset.neutral || "24";
  pull(input);
  input.dataset.still = "true";
  const output = input.parentElement.querySelector("output");
  output.value = output.dataset.still;
  input.parentElement.querySelector(".back").hidden = true;
  input.focus();
}

export function startCompare() {
  let waiting = 0;
  const soon = (delay) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(address()), delay);
  };
  form().addEventListener("input", (event) => {
    if (event.target.type === "range") pull(event.target);
  });
  form().addEventListener("change", (event) => {
    if (event.target.form === form()) soon(event.target.type === "date" ? 600 : 20);
  });
  form().addEventListener("click", (event) => {
    const name = event.target.dataset?.back;
    if (name) {
      putBack(name);
      soon(0);
    }
  });
  form().addEventListener("submit", (event) => {
    event.preventDefault();
    ask(address());
  });
  if (matchMedia("(max-width: 1000px)").matches) document.getElementById("levers").open = false;
  share();
  shown = { job: answer().dataset.job ?? "", stage: answer().dataset.stage ?? "" };
  current = shown.job;
  watchFigures(answer());
  if (shown.stage && shown.stage !== "preliminary") drawAtLeisure(answer());
  ready().then(drawn, drawn);
  if (!form().dataset.halted) ask(new URLSearchParams(location.search).size ? here() : address());
  window.openasylum = { address, ask, drawAll };
}

function drawn() {
  document.body.dataset.ready = "true";
}

function here() {
  const found = new URLSearchParams(location.search);
  found.delete("lang");
  return found.size ? found.toString() : address();
}

function share() {
  const button = document.getElementById("share");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = before), 2000);
  });
}
