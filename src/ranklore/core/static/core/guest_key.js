// A reader has no cookie. Before the first request that writes something, the page asks for the key of a guest, once, so
// that two quick first clicks are one guest. Where there is no script, the server asks the browser to send the form again.

let asked; // a promise, once the key was asked for

async function askForKey() {
  const { keyUrl } = document.body.dataset;
  const ask = () => fetch(keyUrl, { method: "POST" });
  try {
    await (navigator.locks ? navigator.locks.request("guest-key", ask) : ask()); // one tab after the other
  } catch {
    return; // the request itself will fail too, and say so
  } finally {
    asked = undefined;
  }
  delete document.body.dataset.keyUrl;
}

document.addEventListener("htmx:confirm", async (event) => {
  const { elt, verb, issueRequest } = event.detail;
  if (!document.body.dataset.keyUrl || verb === "get") return;
  event.preventDefault();
  elt.setAttribute("aria-busy", "true");
  asked ??= askForKey();
  await asked;
  elt.removeAttribute("aria-busy");
  issueRequest(true);
});
