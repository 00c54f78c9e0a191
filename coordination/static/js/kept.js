// The sheets for tonight that this browser keeps: each sealed, with a key that can open it and cannot be read, for a day by
// the clock of this device. A clock that went back is a day that is over. Nothing else of a record is kept in a browser.

const NAME = "tonight";
const ASK = "/caring/kept";
const SCOPE = "/caring";
const BACK = 5 * 60_000;

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("sheets", { keyPath: "child" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const turn = database.transaction("sheets", mode);
      const asked = work(turn.objectStore("sheets"));
      turn.oncomplete = () => resolve(asked.result);
      turn.onabort = () => reject(turn.error);
    });
  } finally {
    database.close();
  }
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

// Whether this browser keeps anything at all: whoever never kept a sheet is asked for nothing and opens no store.
export async function keepsAny() {
  return Boolean(navigator.serviceWorker && (await navigator.serviceWorker.getRegistration(SCOPE)));
}

export async function keep(given) {
  const now = Date.now();
  const key = await crypto.subtle.importKey("raw", bytes(given.key), "AES-GCM", false, ["decrypt"]);
  const { child, token } = given;
  const row = { child, token, key, nonce: bytes(given.nonce), sealed: bytes(given.sealed) };
  await inStore("readwrite", (store) => store.put({ ...row, seen: now, until: now + given.seconds * 1000 }));
}

export async function forget(child) {
  await inStore("readwrite", (store) => store.delete(child));
  if (!(await inStore("readonly", (store) => store.count()))) {
    await forgetEverything();
  }
}

// The sheets, their keys, the page for no signal and the worker: as if there had never been any.
export async function forgetEverything() {
  indexedDB.deleteDatabase(NAME);
  await caches.delete(NAME);
  const worker = await navigator.serviceWorker.getRegistration(SCOPE);
  await worker?.unregister();
}

// What may still be read, by the child it is about. What is over is erased.
export async function held() {
  const now = Date.now();
  const found = [];
  for (const row of await inStore("readonly", (store) => store.getAll())) {
    if (now >= row.until || now < row.seen - BACK) {
      await forget(row.child);
      continue;
    }
    await inStore("readwrite", (store) => store.put({ ...row, seen: Math.max(now, row.seen) }));
    found.push(row);
  }
  return found;
}

export async function open(row) {
  const additionalData = new TextEncoder().encode(row.child);
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.nonce, additionalData }, row.key, row.sealed);
  return JSON.parse(new TextDecoder().decode(opened));
}

// Whenever the server can be reached, it says of each sheet whether it may stay.
async function askWhatMayStay() {
  for (const row of await held()) {
    const answer = await fetch(ASK, { headers: { "X-Kept-Sheet": row.token }, cache: "no-store" });
    if (answer.ok && !(await answer.json()).keep) {
      await forget(row.child);
    }
  }
}

// On every page: what may not stay goes, and everything goes with whoever signs out.
export async function lookAfterSheets() {
  if (!(await keepsAny().catch(() => false))) {
    return;
  }
  for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
    form.addEventListener("submit", () => forgetEverything());
  }
  await askWhatMayStay().catch(() => {});
}
