// The arrow keys answer a pair: they press its buttons, so that htmx and the form do the rest.

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
  // A letter may be somebody's speech or a slip: it counts only where the pair has the focus.
  const id = key === "s" && target.closest("#compare") ? "reply-skip" : BUTTONS[key];
  const button = id && document.getElementById(id);
  if (!button) return;
  event.preventDefault();
  // A held key is one answer, and so is one pressed while an answer is on its way: the pair under it is about to change.
  if (!repeat && !document.querySelector("#compare [aria-busy='true']")) button.click();
});
