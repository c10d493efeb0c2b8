// Move a line by its handle: with a mouse, a finger or the arrow keys. A move sends the same form as the buttons:
// the page only previews the result, and the server saves and counts it.

const lines = () => Array.from(document.querySelectorAll(".ranking-lines > .line[data-item]"));
const placed = () => lines().filter((line) => line.querySelector(".line-handle"));
const placeOf = (line) => placed().indexOf(line) + 1;
const EDGE = 72; // in pixels: a drag this close to the edge of the window scrolls it
let moving = null; // { line, from: the lines before the move, y, timer }

function begin(line) {
  moving = { line, from: lines(), y: 0, timer: 0 };
  line.classList.add("line-moving");
}

function number() {
  placed().forEach((line, n) => (line.querySelector(".place").textContent = n + 1));
}

// Moves the neighbours, not the line itself: a line that leaves the document loses the pointer that drags it.
function moveTo(index) {
  const all = lines();
  const now = all.indexOf(moving.line);
  const passed = all.slice(Math.min(index, now), Math.max(index, now) + 1).filter((line) => line !== moving.line);
  if (index < now) moving.line.after(...passed);
  if (index > now) moving.line.before(...passed);
  number();
}

function follow() {
  const { line, y } = moving;
  const all = lines();
  const now = all.indexOf(line);
  const middle = (each) => each.getBoundingClientRect().top + each.offsetHeight / 2;
  let index = now;
  while (index > 0 && y < middle(all[index - 1])) index -= 1;
  while (index < all.length - 1 && y > middle(all[index + 1])) index += 1;
  if (index !== now) moveTo(index);
}

function scroll() {
  if (!moving?.dragged) return;
  const over = Math.min(moving.y - EDGE, 0) || Math.max(moving.y - (innerHeight - EDGE), 0);
  if (over) {
    scrollBy(0, over / 5);
    follow();
  }
  requestAnimationFrame(scroll);
}

function end(isKept) {
  if (!moving) return;
  const { line, from, timer } = moving;
  clearTimeout(timer);
  moving = null;
  line.classList.remove("line-moving");
  const isMoved = from.some((each, n) => each !== lines()[n]);
  if (!isMoved) return;
  if (!isKept) {
    line.parentElement.append(...from);
    number();
    return;
  }
  const form = line.querySelector(".line-to");
  form.elements.to.value = placeOf(line);
  form.requestSubmit();
  back = { form, from };
}

// --- with a mouse or a finger

document.addEventListener("pointerdown", (press) => {
  const handle = press.target.closest?.(".line-handle");
  if (!handle || press.button !== 0 || moving || isBusy()) return;
  press.preventDefault();
  handle.focus({ preventScroll: true });
  begin(handle.closest(".line"));
  Object.assign(moving, { dragged: press.pointerId, y: press.clientY });
  handle.setPointerCapture(press.pointerId);
  requestAnimationFrame(scroll);
});
document.addEventListener("pointermove", (press) => {
  if (moving?.dragged !== press.pointerId) return;
  moving.y = press.clientY;
  follow();
});
document.addEventListener("pointerup", ({ pointerId }) => moving?.dragged === pointerId && end(true));
document.addEventListener("pointercancel", ({ pointerId }) => moving?.dragged === pointerId && end(false));

// --- with arrow keys on the handle: the line moves at once, and is saved after a pause

document.addEventListener("keydown", (press) => {
  if (press.key === "Escape" && moving) return end(false);
  const handle = press.target.closest?.(".line-handle");
  const step = { ArrowUp: -1, ArrowDown: 1 }[press.key];
  if (!handle || !step || press.ctrlKey || press.metaKey || press.altKey) return;
  press.preventDefault();
  if (moving?.dragged || isBusy()) return;
  const line = handle.closest(".line");
  if (moving?.line !== line) {
    end(true);
    if (isBusy()) return;
    begin(line);
  }
  moveTo(Math.max(0, Math.min(lines().length - 1, lines().indexOf(line) + step)));
  handle.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
  clearTimeout(moving.timer);
  moving.timer = setTimeout(() => end(true), 700);
});
document.addEventListener("focusout", ({ target }) => {
  if (moving && !moving.dragged && target.closest?.(".line") === moving.line && target.isConnected) {
    setTimeout(() => moving && !moving.line.contains(document.activeElement) && end(true));
  }
});

// --- after the response: the focus stays on the button that was pressed, or goes to the one that replaced it

let back = null; // where the lines go back to when the request fails
let pressed = null;
const waiting = []; // buttons pressed during a request: they are pressed again when the response is there

document.addEventListener(
  "submit",
  (event) => {
    if (!isBusy() || event.target.method !== "post" || !event.target.closest(".ranking-page")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.submitter?.id) waiting.push(event.submitter.id);
  },
  true,
);

const isForRanking = ({ detail }) => detail.target?.id === "ranking";
const isBusy = () => pressed !== null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isForRanking(event)) return;
  const at = document.activeElement;
  const group = at?.closest(".ranking-lines, #addable-items ul");
  const line = at?.closest(".line, .addable");
  pressed = { id: at?.id ?? "", line: line?.id, group: group && (group.matches(".ranking-lines") ? ".ranking-lines" : "#addable-items ul") };
  pressed.index = group ? Array.from(group.children).indexOf(line) : 0;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isForRanking(event)) return;
  if (!event.detail.successful && back && back.form.isConnected) {
    back.from[0].parentElement.append(...back.from);
    number();
    back.form.elements.to.value = placeOf(back.form.closest(".line"));
  }
  if (!event.detail.successful) {
    pressed = null;
    waiting.length = 0;
  }
  back = null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!isForRanking(event) || !pressed) return;
  const { id, line, group, index } = pressed;
  pressed = null;
  if (event.detail.xhr?.status === 422) return;
  if (waiting.length) setTimeout(() => document.getElementById(waiting.shift())?.click());
  const next = group && document.querySelector(group)?.children;
  for (const target of [
    document.getElementById(id),
    line && document.getElementById(line)?.querySelector("summary"),
    next?.[Math.min(index, next.length - 1)]?.querySelector("summary, .addable-actions button"),
    document.getElementById("ranking-undo"),
    document.getElementById("ranking-title"),
  ]) {
    if (!target) continue;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return; // otherwise it is in a menu that is closed now
  }
});

// --- announce the number of search results

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "addable-items") return;
  document.getElementById("spoken").textContent = document.getElementById("addable-title").textContent;
});
