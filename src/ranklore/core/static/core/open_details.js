// Rows that are replaced keep open what the reader opened in them: a long comment, a spoiler, a menu.

let opened = [];

function detailsInRows() {
  return Array.from(document.querySelectorAll("#ranking [id^='item-'] details"), (details) => {
    const row = details.closest("[id^='item-']");
    const number = [...row.querySelectorAll("details")].indexOf(details);
    return { details, place: `${row.id} ${details.className} ${number}` };
  });
}

// Before htmx_responses.js has looked at the response, the target may still be a button. So look at all rows.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const used = detail.requestConfig.elt; // a menu closes once something in it was chosen
  opened = detailsInRows()
    .filter(({ details }) => details.open && !details.contains(used))
    .map(({ place }) => place);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const { details, place } of detailsInRows()) {
    if (opened.includes(place)) details.open = true;
  }
});
