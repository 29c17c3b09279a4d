import { byId, say } from "./dom.js";
import { cardOf, choose, currentId, listenToRules, listenToText, neighbour, shownCards } from "./cards.js";
import { filter, listenToFilters } from "./filters.js";
import { depth, drop, forgetRedo, last, push } from "./history.js";
import { listenToKeys } from "./keys.js";
import { selectedPlace } from "./places.js";
import { listenToViews, setView, split } from "./views.js";

const address = document.body.dataset.address;
const others = new BroadcastChannel(address);
/** What is to be said after the page was loaded anew. */
const TOLD = `cleanup:told:${address}`;
let revision = document.body.dataset.revision;
let queue = Promise.resolve();
let waiting = 0;

/** One thing after the other: a key that is pressed early waits for the answer to the one before. */
function inTurn(task) {
  waiting += 1;
  document.body.dataset.busy = "yes";
  queue = queue.then(task).catch((error) => say(String(error.message ?? error))).then(() => {
    waiting -= 1;
    if (waiting === 0) delete document.body.dataset.busy;
  });
  return queue;
}

async function ask(path, body) {
  let answer;
  try {
    answer = await fetch(`${address}/${path}`, body && {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The review has stopped: start `cleanup review` again. What was decided is saved.");
  }
  const said = await answer.json();
  if (answer.ok) return said;
  if (said.reload || said.revision) show(said);
  throw Object.assign(new Error(said.error), { overruled: answer.status === 409 && !said.reload });
}

/** Takes what the server made of the article into the page; the card that was open is opened again, unless
 *  another will be: a layout costs more than all the rest. */
function show(said, reopen = true) {
  if (said.reload) {
    sessionStorage.setItem(TOLD, said.error ?? said.said);
    location.hash = currentId() ? `card-${currentId()}` : "";
    location.reload();
    return;
  }
  revision = said.revision;
  const current = currentId();
  for (const [n, html] of Object.entries(said.blocks)) {
    const old = byId(`block-${n}`);
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const block = holder.content.firstElementChild;
    const wasOpen = old.querySelector(".gone")?.open ?? false;
    old.replaceWith(block);
    const gone = block.querySelector(".gone");
    if (gone) gone.open = wasOpen;
    filter(block);
    split(block);
  }
  if (reopen && cardOf(current) && !cardOf(current).closest(".block.open")) choose(current, false);
  byId("counts").innerHTML = said.counts;
  byId("lost").innerHTML = said.lost;
  byId("done").setAttribute("aria-pressed", String(said.done));
  byId("undo").disabled = depth("undo") === 0;
  byId("redo").disabled = depth("redo") === 0;
}

/** Asks for an action; then the same finding is looked at or, with `move`, the next to decide. */
function act(action, details, move = false) {
  const asked = performance.now();
  return inTurn(async () => {
    const id = details.id === "current" ? currentId() : details.id;
    if (details.id === "current" && !seen(id)) return;
    const next = move ? nextToDecide(id) : null;
    const said = await ask("act", { action, since: revision, ...details, id });
    if (said.changes.length > 0) {
      push("undo", said.changes);
      forgetRedo();
    }
    show(said, false);
    choose(next ?? (cardOf(id) ? id : said.id));
    say(said.said);
    others.postMessage("changed");
    // After the frame that shows it: `python -m bench review` reads these.
    requestAnimationFrame(() => setTimeout(() => performance.measure("decision", { start: asked })));
  });
}

/** Nothing is decided that is not looked at: else the card is shown first. */
function seen(id) {
  const hidden = document.body.dataset.view !== "changes";
  if (hidden) setView("changes");
  if (cardOf(id) && !hidden) return true;
  const first = cardOf(id) ? id : neighbour(1, (card) => card.dataset.status === "open") ?? neighbour(1);
  if (first) choose(first);
  else say("There is nothing to decide.");
  return false;
}

function nextToDecide(id) {
  const open = (card) => card.dataset.status === "open" && card.dataset.id !== id;
  const from = cardOf(id);
  return neighbour(1, open, from) ?? neighbour(1, open, null) ?? neighbour(1, undefined, from);
}

function again(from, to) {
  inTurn(async () => {
    if (depth(from) === 0) throw new Error(`Nothing to ${from}.`);
    const back = last(from).map(({ id, before, after }) => ({ id, before: after, after: before })).reverse();
    const said = await ask("act", { action: "set", since: revision, changes: back }).catch((error) => {
      if (error.overruled) drop(from);
      throw error;
    });
    drop(from);
    push(to, back);
    show(said, false);
    choose(back[back.length - 1].id);
    say(from === "undo" ? "Undone." : "Done again.");
    others.postMessage("changed");
  });
}

function accept() {
  const card = cardOf(currentId());
  if (card && card.dataset.options === "0") edit();
  else act("accept", { id: "current" }, true);
}

function acceptThat(alternative) {
  const card = cardOf(currentId());
  if (card && alternative >= Number(card.dataset.options)) say(`There is no correction ${alternative + 1}.`);
  else act("accept", { id: "current", alternative }, true);
}

/** Opens the dialog: on the selected words, or else on the current finding. */
function edit() {
  const place = selectedPlace();
  if (typeof place === "string") return say(place);
  const card = cardOf(currentId());
  if (!place && !card) return say("Select words in the text, or choose a finding.");
  const dialog = byId("editing");
  const [shown, words] = place ? [place.shown, place.words] : [card.dataset.place, JSON.parse(card.dataset.reads)];
  dialog.querySelector(".original").textContent = shown;
  byId("wanted").value = words;
  const before = byId("wanted").value; // with other line ends, perhaps
  dialog.onclose = () => {
    if (dialog.returnValue !== "save") return;
    const text = byId("wanted").value === before ? words : byId("wanted").value;
    getSelection().removeAllRanges();
    if (place) act("change", { start: place.start, end: place.end, text, id: null });
    else act("rewrite", { id: card.dataset.id, text }, true);
  };
  dialog.returnValue = "";
  dialog.showModal();
  byId("wanted").select();
  return undefined;
}

/** The current finding and those after it that are shown; none, if none is the current one. */
function theRest() {
  const ids = shownCards().map((card) => card.dataset.id);
  return currentId() ? ids.slice(ids.indexOf(currentId())) : [];
}

function sync() {
  inTurn(async () => show(await ask(`state?since=${revision}`)));
}

const clicks = {
  accept: ({ id, alternative }) => act("accept", alternative ? { id, alternative: Number(alternative) } : { id }, true),
  reject: ({ id }) => act("reject", { id }, true),
  edit: ({ id }) => { choose(id); edit(); },
  take_back: ({ id }) => act("take_back", { id }),
  accept_rule: ({ id }) => act("accept_rule", { id }),
  reject_rule: ({ id }) => act("reject_rule", { id }),
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) clicks[button.dataset.act](button.dataset);
});
byId("undo").addEventListener("click", () => again("undo", "redo"));
byId("redo").addEventListener("click", () => again("redo", "undo"));
// The selection would be gone by the time of the click.
byId("change").addEventListener("mousedown", (event) => event.preventDefault());
byId("change").addEventListener("click", edit);
byId("help").addEventListener("click", () => byId("keys").showModal());
byId("done").addEventListener("click", () => inTurn(async () => {
  const done = byId("done").getAttribute("aria-pressed") !== "true";
  const said = await ask("act", { action: done ? "finish" : "reopen", since: revision });
  show(said);
  say(said.said);
  others.postMessage("changed");
}));
byId("wanted").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    byId("editing").querySelector('button[value="save"]').click();
  }
});
others.addEventListener("message", sync);
addEventListener("focus", sync);
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.target.closest("textarea")) {
    event.preventDefault();
    if (event.shiftKey) again("redo", "undo");
    else again("undo", "redo");
  }
});

const digits = Object.fromEntries(
  Array.from("123456789", (digit, n) => [digit, () => acceptThat(n)]),
);
listenToText();
listenToRules();
listenToFilters();
listenToViews();
listenToKeys({
  ...digits,
  y: () => accept(),
  n: () => act("reject", { id: "current" }, true),
  e: edit,
  t: () => act("take_back", { id: "current" }),
  a: () => act("accept_all", { id: "current", ids: theRest() }),
  d: () => act("reject_all", { id: "current", ids: theRest() }),
  Y: () => act("accept_rule", { id: "current" }),
  N: () => act("reject_rule", { id: "current" }),
  u: () => again("undo", "redo"),
  r: () => again("redo", "undo"),
  "?": () => byId("keys").showModal(),
});
byId("undo").disabled = depth("undo") === 0;
byId("redo").disabled = depth("redo") === 0;
if (location.hash.startsWith("#card-")) choose(location.hash.slice(6));
say(sessionStorage.getItem(TOLD) ?? "");
sessionStorage.removeItem(TOLD);
