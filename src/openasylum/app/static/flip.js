// The slider of a claim: where along an assumption the verdict flips, from points that were run.
export function startFlip() {
  const box = document.querySelector(".flip");
  if (!box) return;
  const points = JSON.parse(box.dataset.points);
  const slider = document.getElementById("flip");
  const said = document.getElementById("flip-said");
  const show = () => {
    const point = points[Number(slider.value)];
    const side = point.supports === null ? said.dataset.none : point.supports ? said.dataset.yes : said.dataset.no;
    const at = said.dataset.shape.replace("#v", point.value).replace("#q", point.quantity ?? "\u2013");
    said.textContent = `${at} ${side}`;
    slider.setAttribute("aria-valuetext", said.textContent);
    for (const row of box.querySelectorAll("tr[data-point]"))
      row.classList.toggle("here", row.dataset.point === slider.value);
  };
  slider.addEventListener("input", show);
  show();
}
