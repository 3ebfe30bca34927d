// Follows a job by server-sent events and shows how far it is; the job goes on without this page.
const box = () => document.getElementById("status");
let source = null;

export function stop() {
  source?.close();
  source = null;
}

export function follow(job, { changed = () => {}, ended = () => {} } = {}) {
  stop();
  const status = box();
  status.hidden = false;
  status.dataset.job = job;
  const cancel = document.getElementById("cancel");
  cancel.disabled = false;
  cancel.onclick = async () => {
    cancel.disabled = true;
    await fetch(`/api/jobs/${job}/cancel`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  };
  const query = document.body.dataset.lang === "en" ? "" : `?lang=${document.body.dataset.lang}`;
  const own = new EventSource(`/api/jobs/${job}/events${query}`);
  source = own;
  let last = null;
  own.onmessage = (event) => {
    if (source !== own) return;
    last = JSON.parse(event.data);
    show(last);
    changed(last);
  };
  own.addEventListener("end", () => {
    own.close();
    if (source !== own) return;
    source = null;
    status.hidden = true;
    ended(last);
  });
  own.onerror = () => {
    if (source === own) say(status.dataset.lost); // the browser tries again by itself
  };
}

function say(words) {
  const said = document.getElementById("said");
  if (said.textContent !== words) said.textContent = words;
}

function show(state) {
  const status = box();
  for (const [name, stage] of Object.entries(state.stages)) {
    const row = status.querySelector(`.stage[data-stage="${name}"]`);
    if (!row) continue;
    row.querySelector(".state").textContent = state.said[name];
    const bar = row.querySelector("progress");
    const steps = Object.values(stage.progress);
    const of = steps.reduce((sum, step) => sum + step.of, 0);
    if (stage.state === "done") bar.value = 1;
    else if (of) bar.value = steps.reduce((sum, step) => sum + step.done, 0) / of;
    else bar.value = 0;
  }
  if (state.warming) say(status.dataset.warming);
  else if (state.before) say(status.dataset.before.replace("#", state.before));
  else say(Object.entries(state.stages).filter(([, s]) => s.state === "running").map(([n]) => state.said[n]).join(" "));
}
