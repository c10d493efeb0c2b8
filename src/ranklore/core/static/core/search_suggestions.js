// Suggestions under the search field: a combobox over a fragment from the server. The arrow keys choose one and Enter
// opens it. Without a choice Enter sends the form. Escape closes the list.

const PAUSE = 120; // milliseconds after the last key before the server is asked

for (const box of document.querySelectorAll("[data-suggest]")) {
  const field = box.querySelector("input");
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  const place = document.createElement("div");
  place.className = "suggestions-place";
  place.id = `${field.id}-suggestions`;
  place.hidden = true;
  box.append(place, spoken);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-expanded", "false");

  let waiting = 0;
  let asking = null;
  let shown = ""; // the text that the options on the page are for
  let chosen = -1;
  const options = () => Array.from(place.querySelectorAll("[role=option]"));

  function choose(index) {
    const all = options();
    all[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = all[chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    choose(-1);
    place.hidden = true;
    field.setAttribute("aria-expanded", "false");
    spoken.textContent = "";
  }

  function open() {
    place.hidden = false;
    field.setAttribute("aria-controls", place.firstElementChild.id);
    field.setAttribute("aria-expanded", "true");
    const count = options().length - 1; // the last option searches everything
    spoken.textContent = count ? box.dataset.suggestions.replace("{count}", count) : box.dataset.noSuggestions;
  }

  async function ask() {
    const typed = field.value.trim();
    if (!typed) return close();
    if (typed === shown) return open();
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
      if (!answer.ok) return close(); // for example the rate limit: typing goes on without suggestions
      const list = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
      if (field.value.trim() !== typed || document.activeElement !== field) return undefined;
      choose(-1);
      list.id = `${place.id}-list`;
      place.replaceChildren(list);
      shown = typed;
      return open();
    } catch {
      return undefined; // a newer request replaced this one, or there is no network
    }
  }

  field.addEventListener("input", ({ isComposing }) => {
    clearTimeout(waiting);
    choose(-1);
    if (!field.value.trim()) close();
    else if (!isComposing || shown) waiting = setTimeout(ask, PAUSE);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  field.addEventListener("keydown", (press) => {
    if (press.isComposing) return; // Enter then confirms a Japanese word
    const last = options().length - 1;
    const isOpen = !place.hidden;
    if (press.key === "ArrowDown" || press.key === "ArrowUp") {
      press.preventDefault();
      if (!isOpen) return void ask();
      const down = press.key === "ArrowDown";
      choose(down ? (chosen < last ? chosen + 1 : -1) : chosen < 0 ? last : chosen - 1);
    } else if (press.key === "Enter" && isOpen && chosen >= 0) {
      press.preventDefault();
      location.assign(options()[chosen].href);
    } else if (press.key === "Escape" && isOpen) {
      press.preventDefault(); // the browser would empty the field
      close();
    } else if (press.key === "Tab") {
      close();
    }
  });
  place.addEventListener("mousedown", (press) => press.preventDefault()); // the field keeps the focus
  field.addEventListener("blur", close);
}
