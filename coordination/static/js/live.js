// Following a record while it is being written. Every ten seconds the page asks which parts changed; a button then says so
// and shows them when it is pressed: nothing moves by itself, and focus stays where it is. Everything here works by plain
// links and posts too.

const EVERY = 10_000;

async function ask(url, options = {}) {
  return fetch(url, { credentials: "same-origin", redirect: "manual", ...options });
}

function say(place, words) {
  if (place && place.textContent !== words) {
    place.textContent = words;
  }
}

function counted(number, one, many) {
  return number === 1 ? one : many.replace("%", String(number));
}

// A UUIDv7, as the server makes them: a suggestion that is sent again is the same one.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let now = Date.now();
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = now % 256;
    now = Math.floor(now / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// -- somebody who follows ---------------------------------------------------------------------------------------

function follow(page) {
  const bar = page.querySelector("[data-live-bar]");
  const show = page.querySelector("[data-live-show]");
  const says = page.querySelector("[data-live-says]");
  let seen = Number(page.dataset.number);
  let told = new Set();

  async function look() {
    if (document.hidden) {
      return;
    }
    try {
      const answer = await ask(`${page.dataset.changes}?since=${seen}`);
      if (!answer.ok) {
        return;
      }
      const news = await answer.json();
      if (!news.open) {
        say(says, "The record is closed.");
      }
      if (news.parts.length) {
        told = new Set(news.parts);
        const words = counted(told.size, "Show 1 change", "Show % changes");
        say(show, `${words}: ${news.titles.join(", ")}`);
        bar.hidden = false;
        say(says, `${counted(told.size, "1 part has changed", "% parts have changed")}.`);
      }
    } catch {
      say(says, "You are offline. What is here stays; it will be looked at again.");
    }
  }

  async function put() {
    const answer = await ask(page.dataset.page);
    if (!answer.ok) {
      window.location.assign(page.dataset.page);
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of told) {
      const here = page.querySelector(`[data-part="${part}"]`);
      const there = fresh.querySelector(`[data-part="${part}"]`);
      if (here && there) {
        here.replaceChildren(...there.childNodes);
      }
    }
    const stamp = fresh.querySelector("[data-live-when]");
    const now = page.querySelector("[data-live-when]");
    if (stamp && now) {
      now.replaceChildren(...stamp.childNodes);
    }
    seen = Number(fresh.querySelector("[data-live]")?.dataset.number || seen);
    say(says, `${counted(told.size, "1 part is new on this page", "% parts are new on this page")}.`);
    told = new Set();
    // The button that had focus is about to go: the link beside it takes it.
    page.querySelector("[data-live-again]")?.focus({ preventScroll: true });
    bar.hidden = true;
  }

  show?.addEventListener("click", () => put().catch(() => say(says, "You are offline. Try again in a moment.")));
  window.setInterval(look, EVERY);
  window.addEventListener("online", look);
}

// -- a suggestion is sent until it is there -----------------------------------------------------------------------

function sendSuggestions(form) {
  const sent = form.querySelector("[data-live-sent]");
  const box = form.querySelector('input[name$="text"], textarea[name$="text"]');
  const key = form.querySelector('input[name$="id"]');
  let waiting = null;

  async function send() {
    if (!waiting) {
      return;
    }
    const answer = await ask(form.action, {
      method: "POST",
      body: waiting,
      headers: { "X-Requested-With": "fetch" },
    });
    const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    if (answer.ok && told.sent) {
      waiting = null;
      say(sent, `Sent at ${told.at}.`);
      box.value = "";
      // The next one is another suggestion.
      if (key) {
        key.value = newKey();
      }
    } else if (answer.status === 422) {
      waiting = null;
      say(sent, told.why || "Write what the minutes should say.");
    } else {
      waiting = null;
      form.submit();
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    waiting = new URLSearchParams(new FormData(form));
    send().catch(() => say(sent, "You are offline. It is kept here and sent when you are back."));
  });
  window.addEventListener("online", () => send().catch(() => {}));
  window.setInterval(() => waiting && send().catch(() => {}), EVERY);
}

// -- whoever writes is told of suggestions --------------------------------------------------------------------------

function takeSuggestions(box) {
  const bar = box.querySelector("[data-suggestions-bar]");
  const show = box.querySelector("[data-suggestions-show]");
  const says = box.querySelector("[data-suggestions-says]");
  const list = box.querySelector("[data-suggestions-list]");
  let known = Number(box.dataset.waiting);

  async function look() {
    if (document.hidden) {
      return;
    }
    try {
      const answer = await ask(box.dataset.changes);
      if (!answer.ok) {
        return;
      }
      const news = await answer.json();
      if (news.waiting > known) {
        say(show, counted(news.waiting, "Show 1 suggestion", "Show % suggestions"));
        say(says, counted(news.waiting, "1 suggestion waits.", "% suggestions wait."));
        bar.hidden = false;
      }
      if (news.parts.length) {
        say(says, "Somebody else has saved this record. What you write is put together with it when you save.");
      }
    } catch {
      say(says, "You are offline. What you type is kept on this page.");
    }
  }

  show?.addEventListener("click", async () => {
    const answer = await ask(box.dataset.page);
    if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...fresh.body.childNodes);
      known = list.querySelectorAll('button[name="take"]').length;
      list.querySelector("button")?.focus({ preventScroll: true });
      bar.hidden = true;
    }
  });
  window.setInterval(look, EVERY);
}

const page = document.querySelector("[data-live]");
if (page) {
  follow(page);
}
document.querySelectorAll("form[data-live-suggest]").forEach(sendSuggestions);
document.querySelectorAll("[data-suggestions]").forEach(takeSuggestions);
