// After a vote, the rows of a ranking glide to their new places. The places themselves come from the server.

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
let topsBefore = new Map();

function rowTops() {
  const rows = document.querySelectorAll("#ranking [id^='item-']");
  return new Map(Array.from(rows, (row) => [row.id, row.getBoundingClientRect().top]));
}

function animateRows() {
  for (const [id, top] of rowTops()) {
    const distance = topsBefore.get(id) - top;
    if (!distance) continue; // not moved, or NaN: the row is new
    const isFar = Math.abs(distance) > innerHeight;
    document
      .getElementById(id)
      .animate(
        isFar
          ? [{ opacity: 0 }, { opacity: 1 }]
          : [{ transform: `translateY(${distance}px)` }, { transform: "none" }],
        { duration: 420, easing: "cubic-bezier(.2, .8, .2, 1)" },
      );
  }
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "ranking") topsBefore = rowTops();
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "ranking" && !reducedMotion.matches) animateRows();
});
