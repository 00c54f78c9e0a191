// Passkeys: a button that asks the device, and sends its answer in the form it stands in. The button is hidden until this
// script has found that the browser can; without it the pages offer a code instead.

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

function decode(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

// What the server says in JSON, with bytes where the browser wants bytes.
function readable(options) {
  const read = { ...options, challenge: decode(options.challenge) };
  if (options.user) {
    read.user = { ...options.user, id: decode(options.user.id) };
  }
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (options[name]) {
      read[name] = options[name].map((one) => ({ ...one, id: decode(one.id) }));
    }
  }
  return read;
}

function written(credential) {
  const { response } = credential;
  const said = { clientDataJSON: encode(response.clientDataJSON) };
  if (response.attestationObject) {
    said.attestationObject = encode(response.attestationObject);
    said.transports = response.getTransports ? response.getTransports() : [];
  } else {
    said.authenticatorData = encode(response.authenticatorData);
    said.signature = encode(response.signature);
    said.userHandle = response.userHandle ? encode(response.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: {},
    response: said,
  });
}

async function answerOf(button) {
  const sent = new URLSearchParams({
    csrf_token: button.form.elements.csrf_token.value,
    for: button.dataset.passkey,
  });
  const asked = await fetch(button.dataset.ask, { method: "POST", body: sent });
  if (!asked.ok) {
    throw new Error(`asked and got ${asked.status}`);
  }
  const publicKey = readable(await asked.json());
  const credential =
    button.dataset.passkey === "register"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
  return written(credential);
}

for (const button of document.querySelectorAll("button[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    break;
  }
  const around = button.closest("[data-passkey-shown]");
  const says = around.querySelector("[data-passkey-says]");
  const without = around.querySelector("[data-passkey-without]");
  button.hidden = false;
  if (without) {
    without.hidden = true;
  }
  const field = button.form.elements[button.dataset.answer];
  const name = button.dataset.passkey === "register" ? button.form.elements.name : null;
  if (name) {
    // The enter key in the name does what the button does.
    button.form.addEventListener("submit", (event) => {
      event.preventDefault();
      button.click();
    });
  }
  button.addEventListener("click", async () => {
    // A name that is missing is said by the page, before the device makes a passkey for nothing.
    if (name && !name.value.trim()) {
      button.form.submit();
      return;
    }
    says.textContent = button.dataset.waiting;
    button.disabled = true;
    try {
      field.value = await answerOf(button);
      button.form.submit();
    } catch {
      // Cancelled, timed out, or a device that has none: what to do is the same.
      says.textContent = button.dataset.failed;
      button.disabled = false;
    }
  });
}
