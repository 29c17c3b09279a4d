"use strict";
// The table of documents: only the rows in view stand in the page, so that 100,000 are as quick as 100.
const documents = JSON.parse(document.getElementById("data").textContent);
const NAME = 0, SITE = 1, TITLE = 2, STATUS = 3, REMOVED = 5, REPAIRED = 8, FLAGGED = 7, TEXT = 12, ERROR = 15;
const SHOWN = 12, EXTRA = 10;
const view = document.getElementById("rows");
const table = view.querySelector("table");
const body = table.tBodies[0];
const search = document.getElementById("search");
const show = document.getElementById("show");
let found = documents;
let sorted = { column: null, down: false };
let height = 33;

const tests = {
  changed: (row) => row[REMOVED] + row[REMOVED + 1] + row[REPAIRED] > 0,
  flagged: (row) => row[FLAGGED] > 0,
  failed: (row) => row[STATUS] === "failed",
  kept: (row) => row[STATUS] === "kept",
};

function link(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}

function cell(value, kind) {
  const made = document.createElement("td");
  made.textContent = value === null ? "" : value;
  if (kind) made.className = kind;
  return made;
}

function drawn(row, number) {
  const line = document.createElement("tr");
  line.setAttribute("aria-rowindex", number + 2);
  line.className = row[STATUS];
  for (let i = 0; i < SHOWN; i++) line.append(cell(row[i], i > STATUS ? "number" : ""));
  line.cells[NAME].title = row[ERROR] || row[NAME];
  const open = cell("");
  ["text", "JSON", "report"].forEach((label, i) => {
    const path = row[TEXT + i];
    if (!path) return;
    const anchor = document.createElement("a");
    anchor.href = link(path);
    anchor.textContent = label;
    open.append(anchor, " ");
  });
  line.append(open);
  return line;
}

function space(rows) {
  const line = document.createElement("tr");
  line.className = "space";
  line.setAttribute("aria-hidden", "true");
  const made = document.createElement("td");
  made.colSpan = SHOWN + 1;
  made.style.height = `${rows * height}px`;
  line.append(made);
  return line;
}

function draw() {
  const first = Math.max(0, Math.floor(view.scrollTop / height) - EXTRA);
  const last = Math.min(found.length, first + Math.ceil(view.clientHeight / height) + 2 * EXTRA);
  const lines = found.slice(first, last).map((row, i) => drawn(row, first + i));
  body.replaceChildren(space(first), ...lines, space(found.length - last));
  if (lines.length) height = lines[0].offsetHeight || height;
}

function choose() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const test = tests[show.value];
  found = documents.filter((row) => {
    if (test && !test(row)) return false;
    const text = `${row[NAME]} ${row[SITE]} ${row[TITLE] || ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (sorted.column !== null) sort();
  document.getElementById("count").textContent = `${found.length.toLocaleString("en")} of ${documents.length.toLocaleString("en")}`;
  table.setAttribute("aria-rowcount", found.length + 1);
  view.scrollTop = 0;
  draw();
}

function sort() {
  const { column, down } = sorted;
  const sign = down ? -1 : 1;
  found = [...found].sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (x === y) return 0;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -sign : sign;
  });
}

table.tHead.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const column = Number(button.dataset.column);
  sorted = { column, down: sorted.column === column ? !sorted.down : column > STATUS };
  for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
  button.parentElement.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
  choose();
});
search.addEventListener("input", choose);
show.addEventListener("change", choose);
view.addEventListener("scroll", () => requestAnimationFrame(draw));
addEventListener("resize", draw);
choose();
