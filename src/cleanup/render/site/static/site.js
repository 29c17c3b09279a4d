"use strict";
// The table of documents: only the rows in view stand in the page, so that 100,000 are as quick as 100.
const documents = JSON.parse(document.getElementById("data").textContent);
const NAME = 0, SITE = 1, TITLE = 2, STATUS = 3, REMOVED = 5, CORRECTED = 6, FLAGGED = 7, REPAIRED = 8;
const CONFIDENCE = 9, TRANSLATED = 10, SECONDS = 11, ERROR = 12, TEXT = 13, RECORD = 14, REPORT = 15, WORDS = 16;
const EXTRA = 10; // rows above and below those in view
const view = document.getElementById("rows");
const table = view.querySelector("table");
const body = table.tBodies[0];
const [above, below] = [space(), space()];
const search = document.getElementById("search");
const show = document.getElementById("show");
const lines = new Map(); // those that stand in the page, by their number
let ordered = documents;
let found = documents;
let height = 49;

const tests = {
  changed: (row) => row[REMOVED] + row[CORRECTED] + row[REPAIRED] > 0,
  flagged: (row) => row[FLAGGED] > 0,
  failed: (row) => row[STATUS] === "failed",
  kept: (row) => row[STATUS] === "kept",
};
const percent = (share) => (share < 1 ? `${Math.min(99, Math.round(100 * share))}%` : "100%");
const forms = { [CONFIDENCE]: percent, [TRANSLATED]: percent, [SECONDS]: (seconds) => seconds.toFixed(2) };

function element(name, kind = "", words = "") {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.textContent = words;
  return made;
}

function link(address, words) {
  const made = element("a", "", words);
  made.href = address;
  return made;
}

function drawn(row, number) {
  const line = element("tr", row[STATUS] === "failed" ? "failed" : "");
  line.setAttribute("aria-rowindex", number + 2);
  const [title, page] = [row[TITLE] || row[NAME], row[REPORT] || row[TEXT]];
  const under = row[ERROR] || (row[TITLE] ? row[NAME] : "");
  const head = element("th");
  head.scope = "row";
  head.title = `${title}\n${under}`;
  head.append(page ? link(page, title) : element("b", "", title), element("span", "", under));
  line.append(head, element("td", "", row[SITE]), element("td", "", row[STATUS]));
  for (let i = STATUS + 1; i <= SECONDS; i++) {
    const form = forms[i] || ((count) => count.toLocaleString("en"));
    line.append(element("td", "number", row[i] ? form(row[i]) : ""));
  }
  const files = element("td");
  for (const [address, words] of [[row[TEXT], "text"], [row[RECORD], "JSON"]]) {
    if (!address) continue;
    const made = link(address, words);
    made.setAttribute("aria-label", `${words} of ${title}`);
    files.append(made, " ");
  }
  line.append(files);
  return line;
}

function space() {
  const line = body.insertRow();
  line.className = "space";
  line.setAttribute("aria-hidden", "true");
  line.insertCell();
  return line;
}

function stretch(line, rows) {
  line.cells[0].style.height = `${rows * height}px`;
  line.cells[0].dataset.more = rows.toLocaleString("en");
  line.hidden = rows === 0;
}

function draw() {
  const first = Math.max(0, Math.floor(view.scrollTop / height) - EXTRA);
  const last = Math.min(found.length, first + Math.ceil(innerHeight / height) + 2 * EXTRA);
  for (const [number, line] of lines) {
    if (number >= first && number < last) continue;
    line.remove();
    lines.delete(number);
  }
  // What stays is not touched: a link in it may have the focus.
  for (let number = last - 1, next = below; number >= first; number--) {
    if (!lines.has(number)) {
      lines.set(number, drawn(found[number], number));
      next.before(lines.get(number));
    }
    next = lines.get(number);
    height = next.getBoundingClientRect().height || height;
  }
  stretch(above, first);
  stretch(below, found.length - last);
}

function choose() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const test = tests[show.value] || (() => true);
  found = ordered.filter((row) => test(row) && words.every((word) => row[WORDS].includes(word)));
  const [some, all] = [found.length, documents.length].map((count) => count.toLocaleString("en"));
  document.getElementById("count").textContent = found.length ? `${some} of ${all} documents` : "No document found";
  table.setAttribute("aria-rowcount", found.length + 1);
  for (const line of lines.values()) line.remove();
  lines.clear();
  view.scrollTop = 0;
  draw();
}

function sorted(column, sign) {
  const key = column > STATUS ? (row) => row[column] : (row) => (row[column] || row[NAME]).toLowerCase();
  const keys = new Map(documents.map((row) => [row, key(row)]));
  return [...documents].sort((a, b) => {
    const [x, y] = [keys.get(a), keys.get(b)];
    if (x === y) return 0;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -sign : sign;
  });
}

table.tHead.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const [head, column] = [button.parentElement, Number(button.dataset.column)];
  const orders = column > STATUS ? ["descending", "ascending"] : ["ascending", "descending"];
  const order = orders[orders.indexOf(head.getAttribute("aria-sort")) + 1]; // none after the second
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  if (order) head.setAttribute("aria-sort", order);
  ordered = order ? sorted(column, order === "descending" ? -1 : 1) : documents;
  choose();
});
search.addEventListener("input", choose);
show.addEventListener("change", choose);
view.addEventListener("scroll", () => requestAnimationFrame(draw));
addEventListener("resize", draw);
addEventListener("beforeprint", () => {
  view.scrollTop = 0;
  draw();
});
for (const row of documents) {
  row[WORDS] = [row[NAME], row[SITE], row[TITLE] || row[ERROR]].join(" ").toLowerCase();
}
choose();
