import { all, byId } from "./dom.js";

/** The card that is looked at, by its finding's id. */
let current = null;
let opened = null;

export function currentId() {
  return current;
}

export function cardOf(id) {
  return id ? byId(`card-${id}`) : null;
}

/** The cards that the filter shows, in the order of the text. */
export function shownCards() {
  return all(".card:not([hidden])");
}

/** Makes a card the current one and marks its place in the text. */
function mark(card) {
  leave();
  current = card.dataset.id;
  const around = card.closest(".block");
  around.classList.add("open");
  for (const element of all(`.text [data-id="${current}"]`, around)) element.classList.add("current");
}

/** Opens a card, if there is one of that id. */
export function choose(id, focus = true) {
  const card = cardOf(id);
  if (!card) return;
  card.hidden = false;
  mark(card);
  const details = card.querySelector("details");
  if (opened && opened !== details) opened.open = false;
  opened = details;
  details.open = true;
  if (focus) details.querySelector("summary").focus({ preventScroll: true });
  const block = card.closest(".block").getBoundingClientRect();
  const place = card.getBoundingClientRect();
  if (block.top < 70 || place.bottom > window.innerHeight - 260) {
    window.scrollBy(0, Math.min(block.top - 90, place.top - 160));
  }
}

/** No card is the current one, and none is open. */
export function close() {
  leave();
  current = null;
  for (const details of all(".card details[open]")) details.open = false;
}

function leave() {
  for (const block of Array.from(document.getElementsByClassName("open"))) {
    for (const element of all(".current", block)) element.classList.remove("current");
    block.classList.remove("open");
  }
}

/** The cards after (or, with a step of -1, before) a card, or all of them; block by block, since a long
 *  article has thousands. */
function* cardsFrom(card, step) {
  const article = byId("article");
  const side = step > 0 ? "nextElementSibling" : "previousElementSibling";
  let block = card ? card.closest(".block") : step > 0 ? article.firstElementChild : article.lastElementChild;
  let skip = card !== null;
  for (; block; block = block[side]) {
    const cards = all(".card", block);
    if (step < 0) cards.reverse();
    yield* skip ? cards.slice(cards.indexOf(card) + 1) : cards;
    skip = false;
  }
}

/** The next card that is shown and `wanted`; a step of -1 goes back; from no card, the first or the last. */
export function neighbour(step, wanted = () => true, from = cardOf(current)) {
  for (const card of cardsFrom(from, step)) {
    if (!card.hidden && wanted(card)) return card.dataset.id;
  }
  return null;
}

/** A click on a change, a flag or its number opens its card. */
export function listenToText() {
  byId("article").addEventListener("click", (event) => {
    const mark = event.target.closest(".text [data-id]");
    if (mark && String(getSelection()) === "") {
      event.preventDefault();
      choose(mark.dataset.id);
    } else if (!event.target.closest(".card, summary")) {
      close();
    }
  });
  byId("article").addEventListener("toggle", (event) => {
    const card = event.target.closest(".card");
    if (card && event.target.open && card.dataset.id !== current) choose(card.dataset.id, false);
  }, true);
  // Who comes by the tab key means that card with y and n, too.
  byId("article").addEventListener("focusin", (event) => {
    const card = event.target.closest(".card");
    if (card && card.dataset.id !== current) mark(card);
  });
}

/** A link to a rule opens its text. */
export function listenToRules() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#rule-"]');
    const rule = link && byId(link.getAttribute("href").slice(1));
    if (rule) rule.open = true;
  });
}
