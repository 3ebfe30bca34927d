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
  if (again) again.form.submit(); // a shared address: ask what it asks
}
startFlip();

// Paper has no folds: everything is opened, and charts that were not yet seen are drawn.
const opened = [];
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("#answer details:not([open]), .evidence-of details:not([open]):not(.kept)")) {
    part.open = true;
    opened.push(part);
  }
  drawAll();
});
window.addEventListener("afterprint", () => {
  for (const part of opened.splice(0)) part.open = false;
});
