// Passkeys. The browser's API uses bytes and forms use text, so this converts between them. A form with data-passkey
// asks the device for a passkey ("get") or for a new one ("create"), puts the result into its field `credential`, and
// is sent. Its data-error is shown if that fails.

const decodeBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const encodeBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const decodeIds = (credentials) => credentials?.map((each) => ({ ...each, id: decodeBase64(each.id) }));

async function createPasskey({ publicKey }) {
  const created = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: decodeBase64(publicKey.challenge),
      user: { ...publicKey.user, id: decodeBase64(publicKey.user.id) },
      excludeCredentials: decodeIds(publicKey.excludeCredentials),
      // a passkey that signs in without an address typed first
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  });
  return serialize(created, {
    attestationObject: encodeBase64(created.response.attestationObject),
    transports: created.response.getTransports?.() ?? [],
  });
}

async function getPasskey({ publicKey }) {
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: decodeBase64(publicKey.challenge),
      allowCredentials: decodeIds(publicKey.allowCredentials),
    },
  });
  return serialize(found, {
    authenticatorData: encodeBase64(found.response.authenticatorData),
    signature: encodeBase64(found.response.signature),
    userHandle: found.response.userHandle && encodeBase64(found.response.userHandle),
  });
}

function serialize(credential, response) {
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: encodeBase64(credential.rawId),
    response: { ...response, clientDataJSON: encodeBase64(credential.response.clientDataJSON) },
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function loadOptions(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  return response.json();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const alert = form.querySelector("[role=alert]");
    alert.hidden = true;
    form.setAttribute("aria-busy", "true");
    try {
      const options = await loadOptions(form);
      const request = form.dataset.passkey === "create" ? createPasskey : getPasskey;
      form.elements.credential.value = await request(options.creation_options ?? options.request_options);
      form.submit();
    } catch {
      alert.textContent = form.dataset.error;
      alert.hidden = false;
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
