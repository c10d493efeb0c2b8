// Proof of work for a form (core/rate_limit/proof_of_work.py): find the counter whose derived key has the prefix of the
// challenge, then send the form. The browser derives the keys in the background, so that the page stays responsive.

const KEYS_AT_ONCE = 16;

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hexOf = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function keyOf({ nonce, salt, cost, keyLength }, counter) {
  const password = new Uint8Array([...bytesOf(nonce), 0, 0, 0, 0]);
  new DataView(password.buffer).setUint32(password.length - 4, counter);
  const material = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
  return hexOf(await crypto.subtle.deriveBits(how, material, keyLength * 8));
}

async function solve(parameters) {
  for (let first = 0; ; first += KEYS_AT_ONCE) {
    const counters = Array.from({ length: KEYS_AT_ONCE }, (_, n) => first + n);
    const keys = await Promise.all(counters.map((counter) => keyOf(parameters, counter)));
    const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
    if (found >= 0) return { counter: first + found, derivedKey: keys[found] };
  }
}

async function work(field) {
  if (!crypto.subtle) return; // a site without HTTPS: the page says what else to do
  const challenge = JSON.parse(field.dataset.challenge);
  delete field.dataset.challenge; // once
  field.form.querySelector(".work").textContent = field.dataset.working;
  document.getElementById("spoken").textContent = field.dataset.working;
  const solution = await solve(challenge.parameters);
  if (!field.isConnected) return;
  field.value = btoa(JSON.stringify({ challenge, solution }));
  field.form.requestSubmit();
}

const workAll = () => document.querySelectorAll("[data-challenge]").forEach(work);
document.addEventListener("htmx:afterSettle", workAll);
workAll();
