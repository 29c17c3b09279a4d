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
      const wrap = document.createElement(copy.tagName === "P" ? "p" : "div");
      wrap.className = text.className;
      wrap.replaceChildren(...copy.childNodes);
      side.append(wrap);
    }
    block.append(side);
  }
}

export function listenToViews() {
  for (const button of all(".bar [data-view]")) {
    button.addEventListener("click", () => {
      document.body.dataset.view = button.dataset.view;
      for (const other of all(".bar [data-view]")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      for (const block of all(".block")) split(block);
    });
  }
}
