import { all } from "./dom.js";

/** Sets original and result of a block side by side, if that is the view. */
export function split(block) {
  for (const side of all(".side", block)) side.remove();
  if (document.body.dataset.view !== "both") return;
  const text = block.querySelector(".text");
  const gone = block.querySelector(".gone") !== null;
  for (const name of ["before", "after-it"]) {
    const side = document.createElement("div");
    side.className = `side ${name}`;
    if (gone && name === "after-it") {
      side.classList.add("nothing");
    } else {
      const copy = text.cloneNode(true);
      copy.classList.remove("text");
      const wrap = document.createElement(copy.tagName);
      wrap.className = text.className;
      wrap.replaceChildren(...copy.childNodes);
      side.append(wrap);
    }
    block.append(side);
  }
}

/** Shows the article as changes, both or result. */
export function setView(view) {
  document.body.dataset.view = view;
  for (const button of all(".bar [data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  for (const block of all(".block")) split(block);
}

export function listenToViews() {
  for (const button of all(".bar [data-view]")) {
    button.addEventListener("click", () => setView(button.dataset.view));
  }
}
