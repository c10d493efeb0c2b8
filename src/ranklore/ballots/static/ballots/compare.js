// The arrow keys answer a matchup: they press its buttons, and htmx and the form do the rest.

const BUTTONS = {
  ArrowLeft: "reply-first",
  ArrowRight: "reply-second",
  ArrowDown: "reply-tie",
  ArrowUp: "reply-skip",
  Backspace: "reply-undo",
};

document.addEventListener("keydown", (event) => {
  const { key, repeat, target } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  if (target.closest("input, textarea, select, [contenteditable]")) return;
  // A letter can come from speech input or a slip, so it works only while the focus is in the matchup.
  const id = key === "s" && target.closest("#compare") ? "reply-skip" : BUTTONS[key];
  const button = id && document.getElementById(id);
  if (!button) return;
  event.preventDefault();
  // A key that is held down, or pressed during a request, does nothing more: the matchup is about to change.
  if (!repeat && !document.querySelector("#compare [aria-busy='true']")) button.click();
});
