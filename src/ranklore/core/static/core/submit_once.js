// A double click is one vote, and a plain form is sent once.

import { VOTE_FORMS } from "./vote_forms.js";

// When the second click of a double click comes, the response may be there already. The button under the pointer then
// takes the vote back, or belongs to another item.

let lastClick = { timeStamp: -Infinity, clientX: 0, clientY: 0 };

document.addEventListener(
  "click",
  (click) => {
    if (click.detail === 0 || !click.target.closest(VOTE_FORMS)) return; // 0: the keyboard, which stays on its button
    const { timeStamp, clientX, clientY } = lastClick;
    lastClick = click;
    const isNear = Math.hypot(click.clientX - clientX, click.clientY - clientY) < 12;
    // The browser counts mouse clicks, at the speed that the user has set. It does not count taps.
    if (click.detail > 1 || (isNear && click.timeStamp - timeStamp < 500)) click.preventDefault();
  },
  true,
);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-hx-post") || event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), 8000); // the user may have stopped it; sending twice is safe
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
});
