// After a button of the preview, sections that were open stay open, and the focus moves to what the button changed.
// The preview works without this script: the page then reloads at the same place.

const FOLDS = "#preview details[data-key]";
let openFolds = new Set();
let pressedButton = null;

function takeFocus() {
  const id = document.getElementById("preview")?.dataset.focus;
  const target = document.getElementById(id || pressedButton?.id || "");
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

const isPreview = ({ detail }) => detail.target?.id === "preview";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPreview(event)) return;
  pressedButton = document.activeElement;
  // The response replaces the form, so text typed before it arrives would be lost.
  document.getElementById("preview").inert = true;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isPreview(event)) return;
  openFolds = new Set(Array.from(document.querySelectorAll(FOLDS)).filter((fold) => fold.open).map((fold) => fold.dataset.key));
});

document.addEventListener("htmx:afterSwap", () => {
  for (const fold of document.querySelectorAll(FOLDS)) if (openFolds.has(fold.dataset.key)) fold.open = true;
  openFolds.clear();
});

// Also runs when the request failed: the old preview is still there, with everything that was typed.
document.addEventListener("htmx:afterRequest", (event) => {
  const preview = document.getElementById("preview");
  if (!isPreview(event) || !preview?.inert) return;
  preview.inert = false;
  pressedButton?.focus();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr?.status !== 422) takeFocus();
  else if (!document.querySelector("[aria-invalid='true']")) document.getElementById("errors")?.focus();
});

takeFocus();
