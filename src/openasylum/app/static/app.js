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

// What is folded stays folded on paper; charts that were not yet seen are drawn.
window.addEventListener("beforeprint", () => drawAll());
