// After a button of the preview: what was open stays open, and the focus goes to what the button changed.
// Without this the page comes again at the same place, which works as well.

const KEPT = "#preview details[data-key]";
let open = new Set();
let pressed = null;

function takeFocus() {
  const id = document.getElementById("preview")?.dataset.focus;
  const target = document.getElementById(id || pressed?.id || "");
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

const isPreview = ({ detail }) => detail.target?.id === "preview";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPreview(event)) return;
  pressed = document.activeElement;
  // What is typed while the answer is on its way would be lost with the swap.
  document.getElementById("preview").inert = true;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isPreview(event)) return;
  open = new Set(Array.from(document.querySelectorAll(KEPT)).filter((fold) => fold.open).map((fold) => fold.dataset.key));
});

document.addEventListener("htmx:afterSwap", () => {
  for (const fold of document.querySelectorAll(KEPT)) if (open.has(fold.dataset.key)) fold.open = true;
  open.clear();
});

// Also when the site did not answer: then this is the old preview, with everything that was typed.
document.addEventListener("htmx:afterRequest", (event) => {
  const preview = document.getElementById("preview");
  if (!isPreview(event) || !preview?.inert) return;
  preview.inert = false;
  pressed?.focus();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr?.status !== 422) takeFocus();
  else if (!document.querySelector("[aria-invalid='true']")) document.getElementById("wrong")?.focus();
});

takeFocus();
