import { cardOf, close, currentId } from "./cards.js";
import { all, byId } from "./dom.js";

const SELECTS = ["by-stage", "by-status", "by-confidence"];

/** Hides the cards that the reader does not want to see, and the marks of their places. */
export function filter(within = document) {
  const [stage, status, confidence] = SELECTS.map((id) => byId(id).value);
  const hidden = new Set();
  for (const card of all(".card", within)) {
    const data = card.dataset;
    card.hidden =
      (stage === "" ? "repair" in data : stage !== data.stage) ||
      (status !== "" && status !== data.status) ||
      Number(data.confidence) < Number(confidence);
    if (card.hidden) hidden.add(data.id);
  }
  if (cardOf(currentId())?.hidden) close();
  for (const mark of all(".text [data-id]", within)) {
    mark.classList.toggle("off", hidden.has(mark.dataset.id));
  }
}

export function listenToFilters() {
  for (const id of SELECTS) {
    byId(id).addEventListener("change", () => {
      const active = SELECTS.filter((name) => byId(name).selectedIndex > 0).length;
      byId("filtered").textContent = active ? `(${active})` : "";
      filter();
    });
  }
  document.addEventListener("click", (event) => {
    const filters = document.querySelector(".filters");
    if (filters.open && !filters.contains(event.target)) filters.open = false;
  });
  filter();
}
