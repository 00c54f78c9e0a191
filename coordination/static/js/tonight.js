// Keeps the sheet for tonight on this phone for a day, erases it, and keeps it as it is now whenever it is looked at.

import { forget, forgetEverything, held, keep, keepsAny } from "./kept.js";

const box = document.querySelector("[data-keep]");
const { child, worker, page, scope } = box.dataset;
const says = box.querySelector("[data-keep-says]");
const [keeps, erases] = box.querySelectorAll("button");

function show(words, isKept) {
  says.textContent = words;
  keeps.hidden = isKept;
  erases.hidden = !isKept;
}

// The worker first: without it the sheet could not be read where there is no signal, and nothing would look after it.
async function putAway() {
  await navigator.serviceWorker.register(worker, { scope });
  const body = new URLSearchParams({ csrf_token: box.querySelector("[name=csrf_token]").value });
  const answer = await fetch(window.location.pathname, { method: "POST", body });
  if (!answer.ok) {
    throw new Error(`the sheet was not given: ${answer.status}`);
  }
  const given = await answer.json();
  // The page for no signal is fetched as nobody: it is the same for everybody.
  const shelf = await caches.open("tonight");
  const drawn = await fetch(page, { credentials: "omit" });
  const parsed = new DOMParser().parseFromString(await drawn.clone().text(), "text/html");
  const needs = [...parsed.querySelectorAll("[data-needed]")];
  await shelf.put(new URL(page, window.location.href).pathname, drawn);
  await shelf.addAll(needs.map((one) => one.getAttribute("href") ?? one.getAttribute("src")));
  await shelf.add(box.dataset.also);
  await keep(given);
  show(given.until, true);
}

async function isKept() {
  return (await keepsAny()) && (await held()).some((row) => row.child === child);
}

if (window.isSecureContext && navigator.serviceWorker && window.caches) {
  box.hidden = false;
  keeps.addEventListener("click", () =>
    putAway().catch(async () => {
      await forgetEverything();
      show(box.dataset.failed, false);
    }),
  );
  erases.addEventListener("click", async () => {
    await forget(child);
    show(box.dataset.erased, false);
    keeps.focus();
  });
  if (await isKept()) {
    await putAway().catch(() => {});
  }
}
