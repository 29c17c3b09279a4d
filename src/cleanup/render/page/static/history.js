/** What was done in this window, to be undone without limit; it outlives a reload. */
const KEPT = `cleanup:${document.body.dataset.address}`;

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? { undo: [], redo: [] };
  } catch {
    return { undo: [], redo: [] };
  }
}

const stacks = stored();

/** "undo" or "redo". */
export function depth(stack) {
  return stacks[stack].length;
}

export function push(stack, changes) {
  stacks[stack].push(changes);
  keep();
}

export function last(stack) {
  return stacks[stack].at(-1);
}

/** Forgets the last. */
export function drop(stack) {
  stacks[stack].pop();
  keep();
}

export function forgetRedo() {
  stacks.redo = [];
  keep();
}

function keep() {
  clearTimeout(keep.timer);
  keep.timer = setTimeout(store, 200);
}

function store() {
  sessionStorage.setItem(KEPT, JSON.stringify(stacks));
}

addEventListener("pagehide", store);
