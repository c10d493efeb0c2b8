// What htmx leaves to the page: late responses, error messages, and where the focus goes.
// The sentences are data attributes of <body>.

import { VOTE_FORMS } from "./vote_forms.js";

function showError(sentence) {
  const notice = document.createElement("p");
  notice.className = "notice notice-error";
  notice.textContent = sentence;
  document.getElementById("notices")?.replaceChildren(notice);
}

// An error is a whole page with one sentence: take the sentence and leave the page as it is.
function sentenceIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.getElementById("sentence")?.textContent.trim() || document.body.dataset.requestFailed;
}

// --- A late response must not replace a newer one. Where both say the state of a list (data-state counts its votes),
// the one with more votes is newer, whichever request came first. Otherwise the later request has the newer response:
// error pages, for example, have no state.

const requestNumbers = new WeakMap();
let lastRequestNumber = 0;
const lastShown = {}; // by id of the target
let rowsReplacedAfter = 0; // the number of the last request before all rows were replaced
const stateIn = (html) => Number(/ data-state="(\d+)"/.exec(html)?.[1] ?? 0);
const isRow = (id) => /^item-\d+$/.test(id);

function isOlder(response, shown) {
  if (!shown) return false;
  const hasStates = response.state && shown.state;
  return hasStates && response.state !== shown.state
    ? response.state < shown.state
    : response.number < shown.number;
}

// A vote replaces its row, or all rows at once.
function isStale(response, id) {
  const rows = id === "ranking" ? Object.keys(lastShown).filter(isRow) : [];
  const ids = [id, ...rows, ...(isRow(id) ? ["ranking"] : [])];
  return ids.some((each) => isOlder(response, lastShown[each]));
}

const loadRows = () =>
  globalThis.htmx.ajax("GET", location.pathname + location.search, {
    target: "#ranking",
    select: "#rows",
    swap: "innerHTML",
  });

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  requestNumbers.set(detail.xhr, ++lastRequestNumber);
  if (detail.elt.matches("[data-quiet]")) return;
  detail.elt.setAttribute("aria-busy", "true");
  document.querySelectorAll("#notices .notice-error").forEach((notice) => notice.remove());
});
document.addEventListener("htmx:afterRequest", ({ detail }) => detail.elt.removeAttribute("aria-busy"));

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const number = requestNumbers.get(detail.xhr);
  const row = detail.xhr.getResponseHeader("Ranklore-Row");
  if (row) {
    // Not HX-Retarget, for which htmx looks around the button: an earlier response may have replaced that.
    detail.target = document.getElementById(row) ?? detail.target;
    if (detail.target.id !== row) detail.shouldSwap = false;
    detail.swapOverride = "outerHTML";
  }
  const { id } = detail.target;
  if (detail.xhr.status === 429 && detail.serverResponse.includes(` id="${id}"`)) {
    detail.shouldSwap = true; // the comment form itself, with the message and what was typed
    detail.isError = false;
  }
  const response = { state: stateIn(detail.serverResponse), number };
  if (isStale(response, id)) detail.shouldSwap = false;
  else if (detail.shouldSwap) {
    lastShown[id] = { ...response, state: response.state || (lastShown[id]?.state ?? 0) };
    if (id === "ranking") rowsReplacedAfter = lastRequestNumber;
    // The row belongs to an order that the page no longer has, since other rows came meanwhile: load all rows.
    else if (row && number <= rowsReplacedAfter) loadRows();
  }
});

// With two quick votes, the first response removes the button of the second from the page, and htmx looks around that
// button for the targets of out-of-band content.
document.addEventListener("htmx:oobErrorNoTarget", ({ detail }) => {
  document.querySelector(detail.target)?.replaceChildren(...detail.content.childNodes);
});

// --- Errors. A lookup while somebody types (data-quiet) may fail silently: nobody asked for it.

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    if (detail.elt.matches("[data-quiet]")) return;
    const { voteNotSent, formNotSent } = document.body.dataset;
    showError(detail.elt.matches(VOTE_FORMS) ? voteNotSent : formNotSent);
  });
}
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (!detail.elt.matches("[data-quiet]")) showError(sentenceIn(detail.xhr.responseText));
});

// --- Focus

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  // The item went to another page, and its button with it: the notice has a link to it. Or the button was in a menu
  // that is closed now: the vote button beside the menu is nearest.
  const { id } = detail.target;
  if ((id === "ranking" || isRow(id)) && document.activeElement === document.body) {
    const item = detail.requestConfig?.parameters.word?.split(":")[1];
    (document.querySelector("#notices a") ?? document.getElementById(`vote-${item}`))?.focus();
  }
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr?.status !== 422) return;
  const field = document.querySelector("[aria-invalid='true']");
  field?.focus();
  field?.scrollIntoView({ block: "nearest" }); // the focus does not scroll to a field in sight: the error may be above
});

// Screen readers do not announce text that is in a live region when the page loads, so it is announced again.
addEventListener("load", () => {
  const text = document.getElementById("notices")?.textContent.trim();
  if (text) setTimeout(() => (document.getElementById("spoken").textContent = text), 300);
  document.querySelector("[aria-invalid='true']")?.focus();
});
