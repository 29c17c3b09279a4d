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

/** The character that a sign of `render.words.inert` stands for. */
function meant(sign) {
  if (sign.startsWith("<U+")) return String.fromCodePoint(parseInt(sign.slice(3), 16));
  return sign === "␡" ? "\x7f" : String.fromCharCode(sign.charCodeAt(0) - 0x2400);
}

/** Makes a range that begins or ends inside a change take in all of it: half a change cannot be changed. */
function takeWhole(range) {
  const around = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".text :is(del, ins)");
  const parts = (change) => all(`:is(del, ins)[data-id="${change.dataset.id}"]`, change.closest(".text"));
  const [first, last] = [around(range.startContainer), around(range.endContainer)];
  if (first) range.setStartBefore(parts(first)[0]);
  if (last) range.setEndAfter(parts(last).at(-1));
}

/** The selected words as {start, end, shown, words}, offsets in the original; a text if that cannot be. */
export function selectedPlace() {
  const selection = getSelection();
  if (selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  takeWhole(range);
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
  // A selection that begins or ends in a sign, or in words put in by a change, does not cut them.
  if (first.dataset.e || !first.contains(range.startContainer)) {
    if (start === Number(first.dataset.s)) range.setStartBefore(first);
    else range.setStartAfter(first);
  }
  if (last.dataset.e || !last.contains(range.endContainer)) {
    if (end === endOf(last)) range.setEndAfter(last);
    else range.setEndBefore(last);
  }
  takeWhole(range);
  const copy = range.cloneContents();
  for (const element of all("del, sup", copy)) element.remove();
  const shown = copy.textContent;
  for (const sign of all(".sign", copy)) sign.replaceWith(meant(sign.textContent));
  return { start, end, shown, words: copy.textContent };
}
