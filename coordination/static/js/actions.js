// The list of an organisation's actions: one row is saved where it stands, without leaving the list. Each row's form is an
// ordinary one that the server answers too, so everything here may fail and nothing is lost.

import { keepDraft } from "./drafts.js";

async function save(form) {
  const row = form.closest("[data-row]");
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Requested-With": "fetch" },
      credentials: "same-origin",
      redirect: "manual",
    });
    if (!answer.ok && answer.status !== 422) {
      // Signed out, a change that crossed with another, no connection to the record: the page itself says what to do.
      form.submit();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-row]");
    row.replaceWith(fresh);
    const focus = answer.ok ? fresh : fresh.querySelector("input[name=note]");
    focus.focus({ preventScroll: true });
    fresh.querySelectorAll("form[data-draft-url]").forEach(keepDraft);
  } catch {
    form.submit();
  }
}

const list = document.querySelector("[data-actions]");
if (list) {
  list.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-row-form]");
    if (form) {
      event.preventDefault();
      save(form);
    }
  });
}
