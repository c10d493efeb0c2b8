// Notes which items came into view, by their names, and tells it with every vote. The server takes only what it served.

const seen = new Set();

const watch = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.add(target.dataset.seen);
      watch.unobserve(target);
    }
  },
  { threshold: 0.5 },
);

// Also of the rows that came with the answer to a vote.
function look() {
  for (const name of document.querySelectorAll("[data-seen]")) {
    if (!seen.has(name.dataset.seen)) watch.observe(name);
  }
}

look();
document.addEventListener("htmx:afterSettle", look);

// Whether htmx or the browser sends the form. What was seen and then left the page is not in the page's token any more.
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.id !== "words") return;
  const here = new Set(Array.from(document.querySelectorAll("[data-seen]"), (name) => name.dataset.seen));
  formData.set("seen", [...here].filter((id) => seen.has(id)).join());
});
