// Records which item names came into view, and sends them with every vote. The server accepts only items it served.

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

// Runs again for rows that came in response to a vote.
function watchNames() {
  for (const name of document.querySelectorAll("[data-seen]")) {
    if (!seen.has(name.dataset.seen)) watch.observe(name);
  }
}

watchNames();
document.addEventListener("htmx:afterSettle", watchNames);

// This event comes with htmx and without. Items that left the page are not in its token any more, so they are not sent.
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.id !== "words") return;
  const here = new Set(Array.from(document.querySelectorAll("[data-seen]"), (name) => name.dataset.seen));
  formData.set("seen", [...here].filter((id) => seen.has(id)).join());
});
