// Starts what a page needs: comparisons, waiting for an answer, the slider of a claim, printing.
import { startCompare } from "./compare.js";
import { follow } from "./follow.js";
import { startFlip } from "./flip.js";
import { drawAll } from "./charts.js";

const page = document.body.dataset.page;
if (page === "compare") startCompare();
if (page === "wait") {
  const status = document.getElementById("status");
  if (status?.dataset.open === "true") follow(status.dataset.job, { ended: () => location.reload() });
  const again = document.querySelector("#again button[data-auto]");
  if (again) ask(again.form); // a shared address: ask what it asks
}
startFlip();

// Ask, and show the answer's page in place of this one, so that "back" leads to what came before. If
// it cannot be asked, the form goes the ordinary way, whose answer says why.
async function ask(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error(answer.statusText);
    location.replace(answer.url);
  } catch {
    form.submit();
  }
}

// What is folded stays folded on paper; charts that were not yet seen are drawn.
window.addEventListener("beforeprint", () => drawAll());
