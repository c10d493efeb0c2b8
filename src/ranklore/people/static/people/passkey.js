// Passkeys: the browser speaks in bytes, forms in text. A form with data-passkey asks the device ("ask") or has it make
// a new one ("make"), puts the answer into its field `credential`, and is sent.

const NOT_DONE = "That did not work, or it was cancelled. Nothing was changed. Try again.";

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const known = (credentials) => credentials?.map((each) => ({ ...each, id: bytesOf(each.id) }));

async function make({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey.challenge),
      user: { ...publicKey.user, id: bytesOf(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
      // one that signs in by itself, without a name typed first
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  });
  return {
    attestationObject: textOf(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
    ...described(made),
  };
}

async function ask({ publicKey }) {
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
  return {
    authenticatorData: textOf(found.response.authenticatorData),
    signature: textOf(found.response.signature),
    userHandle: found.response.userHandle && textOf(found.response.userHandle),
    ...described(found),
  };
}

function described(credential) {
  return { credential, clientDataJSON: textOf(credential.response.clientDataJSON) };
}

function asJson({ credential, ...response }) {
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: textOf(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return answer.json();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector("[role=alert]");
    wrong.hidden = true;
    form.setAttribute("aria-busy", "true");
    try {
      const options = await optionsOf(form);
      const answer = await (form.dataset.passkey === "make" ? make : ask)(options.creation_options ?? options.request_options);
      form.elements.credential.value = asJson(answer);
      form.submit();
    } catch {
      wrong.textContent = NOT_DONE;
      wrong.hidden = false;
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
