import { choose, close, neighbour } from "./cards.js";

/** Keys that move; `more` maps further keys to what they do. */
export function listenToKeys(more = {}) {
  const keys = {
    ArrowDown: () => choose(neighbour(1)),
    ArrowUp: () => choose(neighbour(-1)),
    j: () => choose(neighbour(1)),
    k: () => choose(neighbour(-1)),
    Escape: close,
    ...more,
  };
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("textarea, input, select, dialog");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
}
