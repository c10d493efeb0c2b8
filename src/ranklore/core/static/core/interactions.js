// What htmx cannot do: rows that glide to their new place, sentences when the site does not answer,
// and forms that are sent once. It computes no score and no place: those come from the server.

const still = matchMedia("(prefers-reduced-motion: reduce)");
const NO_ANSWER = {
  vote: "The vote did not reach the site. Try again.",
  form: "This did not reach the site. What you wrote is still here. Try again.",
};
const WORD = "[form='words'], [form='alike-words'], .vote-form"; // what a voter says something with
const NOT_DONE = "The site could not do that. Nothing was changed.";

function say(sentence) {
  const notice = document.createElement("p");
  notice.className = "notice notice-error";
  notice.textContent = sentence;
  document.getElementById("notices")?.replaceChildren(notice);
}

// Errors are whole pages with one sentence each: take the sentence, leave the page as it is.
function sentenceIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.getElementById("sentence")?.textContent.trim() || NOT_DONE;
}

// --- rows glide

let before = new Map();

function places() {
  const rows = document.querySelectorAll("#ranking [id^='item-']");
  return new Map(Array.from(rows, (row) => [row.id, row.getBoundingClientRect().top]));
}

function glide() {
  for (const [id, top] of places()) {
    const moved = before.get(id) - top;
    if (!moved) continue; // also when the row is new: NaN
    const row = document.getElementById(id);
    const far = Math.abs(moved) > innerHeight;
    row.animate(
      far
        ? [{ opacity: 0 }, { opacity: 1 }]
        : [{ transform: `translateY(${moved}px)` }, { transform: "none" }],
      { duration: 420, easing: "cubic-bezier(.2, .8, .2, 1)" },
    );
  }
}

// --- an older answer must not undo what a newer one shows: of two about a list the one that knows of more votes is the
// newer, whichever was asked for first; else it is the one to the newer question

const asked = new WeakMap();
let lastAsked = 0;
const lastShown = {};
const stateIn = (html) => Number(/ data-state="(\d+)"/.exec(html)?.[1] ?? 0);

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  asked.set(detail.xhr, ++lastAsked);
  if (detail.elt.matches("[data-quiet]")) return;
  detail.elt.setAttribute("aria-busy", "true");
  document.querySelectorAll("#notices .notice-error").forEach((notice) => notice.remove());
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { id } = detail.target;
  if (detail.xhr.status === 429 && id === "comment-form") {
    detail.shouldSwap = true; // the form itself, with the sentence and what was typed
    detail.isError = false;
  }
  const [state, turn] = [stateIn(detail.serverResponse), asked.get(detail.xhr)];
  const shown = lastShown[id] ?? { state: 0, turn: 0 };
  if ((state - shown.state || turn - shown.turn) < 0) detail.shouldSwap = false;
  else if (detail.shouldSwap) lastShown[id] = { state, turn };
  if (id === "ranking") before = places();
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "ranking" && !still.matches) glide();
  // The item that was voted for went to another page, and its button with it: the way there is in the notice. Or the
  // button was in a menu, which is shut now: the vote button beside it is the nearest.
  if (detail.target.id === "ranking" && document.activeElement === document.body) {
    const item = detail.requestConfig?.parameters.word?.split(":")[1];
    (document.querySelector("#notices a") ?? document.getElementById(`vote-${item}`))?.focus();
  }
});

// Words that came with the page stand in a live region from the start, where nothing announces them: say them again.
addEventListener("load", () => {
  const words = document.getElementById("notices")?.textContent.trim();
  if (words) setTimeout(() => (document.getElementById("spoken").textContent = words), 300);
  document.querySelector("[aria-invalid='true']")?.focus();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr?.status === 422) document.querySelector("[aria-invalid='true']")?.focus();
});

// Of two quick votes, the first answer takes the button of the second off the page, and htmx looks around that for the
// places of what comes with its answer.
document.addEventListener("htmx:oobErrorNoTarget", ({ detail }) => {
  document.querySelector(detail.target)?.replaceChildren(...detail.content.childNodes);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => detail.elt.removeAttribute("aria-busy"));

// --- a double click is one vote: by its second click the answer may be there, and the button under the finger is
// then one that takes the vote back, or another item's

let lastPress = { timeStamp: -Infinity, clientX: 0, clientY: 0 };

document.addEventListener(
  "click",
  (press) => {
    if (press.detail === 0 || !press.target.closest(WORD)) return; // 0: the keyboard, which stays on its button
    const { timeStamp, clientX, clientY } = lastPress;
    lastPress = press;
    const near = Math.hypot(press.clientX - clientX, press.clientY - clientY) < 12;
    // The browser counts the clicks of a mouse, by the speed its user has chosen; it counts no taps.
    if (press.detail > 1 || (near && press.timeStamp - timeStamp < 500)) press.preventDefault();
  },
  true,
);

// --- the site did not answer, or said no. What is looked up while somebody types may well fail: nobody asked for it.

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    if (detail.elt.matches("[data-quiet]")) return;
    say(detail.elt.matches(WORD) ? NO_ANSWER.vote : NO_ANSWER.form);
  });
}
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (!detail.elt.matches("[data-quiet]")) say(sentenceIn(detail.xhr.responseText));
});

// --- a plain form is sent once, also when its button is pressed twice

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-hx-post") || event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), 8000); // the reader may have stopped it; twice does no harm
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
});

// --- a menu closes when one looks elsewhere

function closeMenus(except) {
  document.querySelectorAll("details.more[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}
document.addEventListener("click", ({ target }) => closeMenus(target.closest("details.more")));
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  const menu = target.closest("details.more[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});
