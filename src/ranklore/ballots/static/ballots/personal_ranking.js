// Moving a line by its handle: with a mouse, a finger or the arrow keys. The move is a form like that of the buttons:
// the page only shows what it will look like, the site saves and counts it.

const lines = () => Array.from(document.querySelectorAll(".ranking-lines > .line[data-item]"));
const placed = () => lines().filter((line) => line.querySelector(".line-handle"));
const placeOf = (line) => placed().indexOf(line) + 1;
const EDGE = 72; // pixels from the edge of the window within which a drag scrolls
let moving = null; // { line, from: the lines as they were, y, timer }

function begin(line) {
  moving = { line, from: lines(), y: 0, timer: 0 };
  line.classList.add("line-moving");
}

function number() {
  placed().forEach((line, n) => (line.querySelector(".place").textContent = n + 1));
}

// The neighbours step aside. The moving line itself stays in the document: taken out, it would lose the finger.
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

// --- by mouse or finger

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

// --- by arrow keys on the handle: the line moves at once, and is saved when the keys rest

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

// --- the answer: the focus stays on what was pressed, or goes to what took its place

let back = null; // to where the lines go back when the site did not answer
let pressed = null;
const waiting = []; // buttons pressed while an answer was on its way: their turn comes with the page it brings

document.addEventListener(
  "submit",
  (event) => {
    if (!isBusy() || event.target.method !== "post" || !event.target.closest(".mine")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.submitter?.id) waiting.push(event.submitter.id);
  },
  true,
);

const inMine = ({ detail }) => detail.target?.id === "mine";
const isBusy = () => pressed !== null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!inMine(event)) return;
  const at = document.activeElement;
  const group = at?.closest(".ranking-lines, #found ul");
  const line = at?.closest(".line, .found");
  pressed = { id: at?.id ?? "", line: line?.id, group: group && (group.matches(".ranking-lines") ? ".ranking-lines" : "#found ul") };
  pressed.index = group ? Array.from(group.children).indexOf(line) : 0;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!inMine(event)) return;
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
  if (!inMine(event) || !pressed) return;
  const { id, line, group, index } = pressed;
  pressed = null;
  if (event.detail.xhr?.status === 422) return;
  if (waiting.length) setTimeout(() => document.getElementById(waiting.shift())?.click());
  const next = group && document.querySelector(group)?.children;
  for (const target of [
    document.getElementById(id),
    line && document.getElementById(line)?.querySelector("summary"),
    next?.[Math.min(index, next.length - 1)]?.querySelector("summary, .found-do button"),
    document.getElementById("ranking-undo"),
    document.getElementById("ranking-title"),
  ]) {
    if (!target) continue;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return; // else it is in a menu that is closed now
  }
});

// --- how many a search found is said, too

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "found") return;
  document.getElementById("spoken").textContent = document.getElementById("found-title").textContent;
});
