/** The element with that id, or null. */
export function byId(id) {
  return document.getElementById(id);
}

/** All elements of a selector, as an array. */
export function all(selector, within = document) {
  return Array.from(within.querySelectorAll(selector));
}

/** Says something to everybody: at the foot of the page, and to a screen reader. */
export function say(words) {
  clearTimeout(say.timer);
  byId("said").textContent = words;
  say.timer = setTimeout(() => { byId("said").textContent = ""; }, 6000);
}
