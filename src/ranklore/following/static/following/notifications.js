// A page of notices that is in sight has been shown: say so by its own form. A page that the browser only prepared, or
// holds in a tab behind others, has not been seen by anybody yet. Without JavaScript the button does it.

const form = document.getElementById("read");

function tell() {
  if (document.visibilityState !== "visible" || document.prerendering) return;
  document.removeEventListener("visibilitychange", tell);
  const fields = new FormData(form);
  fields.set("quiet", "1");
  fetch(form.action, { method: "POST", body: new URLSearchParams(fields), keepalive: true })
    .then((answer) => {
      if (!answer.ok) return;
      form.hidden = true;
      document.querySelector(".bar-count")?.remove();
    })
    .catch(() => {}); // the button is still there
}

if (form) {
  document.addEventListener("visibilitychange", tell);
  document.addEventListener("prerenderingchange", tell, { once: true });
  tell();
}
