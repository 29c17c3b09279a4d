import { all } from "./dom.js";

/** Characters as the server counts them: a pair of surrogates is one. */
function codePoints(text) {
  return Array.from(text).length;
}

function endOf(run) {
  return run.dataset.e ? Number(run.dataset.e) : Number(run.dataset.s) + codePoints(run.textContent);
}

function within(run, node, offset, otherwise) {
  if (!run.contains(node) || node.nodeType !== Node.TEXT_NODE) return otherwise;
  if (run.dataset.e) return offset > 0 ? Number(run.dataset.e) : Number(run.dataset.s);
  return Number(run.dataset.s) + codePoints(node.data.slice(0, offset));
}

/** The selected words as {start, end, words}, offsets in the original; a text if that cannot be. */
export function selectedPlace() {
  const selection = getSelection();
  if (selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const blocks = all(".block").filter((block) => range.intersectsNode(block));
  const runs = blocks.flatMap((block) => all(".text [data-s]", block)).filter((run) => {
    const [from, to] = [within(run, range.startContainer, range.startOffset, null), within(run, range.endContainer, range.endOffset, null)];
    return range.intersectsNode(run) && from !== endOf(run) && to !== Number(run.dataset.s);
  });
  if (runs.length === 0) return blocks.length === 0 ? null : "These words are a change already: edit that.";
  const [first, last] = [runs[0], runs[runs.length - 1]];
  if (first.closest(".block") !== last.closest(".block")) return "Select words of one paragraph.";
  const start = within(first, range.startContainer, range.startOffset, Number(first.dataset.s));
  const end = within(last, range.endContainer, range.endOffset, endOf(last));
  // A selection that begins or ends in words put in by a change does not cut them.
  if (!first.contains(range.startContainer)) range.setStartBefore(first);
  if (!last.contains(range.endContainer)) range.setEndAfter(last);
  const copy = range.cloneContents();
  for (const element of all("del, sup", copy)) element.remove();
  return { start, end, words: copy.textContent };
}
