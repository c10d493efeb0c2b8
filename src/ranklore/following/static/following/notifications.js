// Marks notifications as read once their page is visible, by the page's own form. A page that the browser loads ahead
// or keeps in a background tab stays unread until it is shown. Without JavaScript the button does it.

const form = document.getElementById("mark-read");

function markRead() {
  if (document.visibilityState !== "visible" || document.prerendering) return;
  document.removeEventListener("visibilitychange", markRead);
  const fields = new FormData(form);
  fields.set("quiet", "1");
  fetch(form.action, { method: "POST", body: new URLSearchParams(fields), keepalive: true })
    .then((response) => {
      if (!response.ok) return;
      form.hidden = true;
      document.querySelector(".bar-count")?.remove();
    })
    .catch(() => {}); // the button is still there
}

if (form) {
  document.addEventListener("visibilitychange", markRead);
  document.addEventListener("prerenderingchange", markRead, { once: true });
  markRead();
}
