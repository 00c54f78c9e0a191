// Typing is never lost: a form with data-draft-url is sent there every ten seconds when something changed, when a field is
// left, and when the page is hidden. The server keeps it and puts it back; nothing is kept in this browser.

const EVERY = 10_000;
const NEVER_SENT = new Set(["password", "file", "submit", "button"]);

function typed(form) {
  const sent = new URLSearchParams();
  for (const input of form.elements) {
    if (!input.name || input.disabled || NEVER_SENT.has(input.type) || input.name.endsWith("csrf_token")) {
      continue;
    }
    if ((input.type === "radio" || input.type === "checkbox") && !input.checked) {
      continue;
    }
    if (input.type === "select-multiple") {
      for (const option of input.selectedOptions) {
        sent.append(input.name, option.value);
      }
      continue;
    }
    sent.append(input.name, input.value);
  }
  return sent.toString();
}

function london(moment) {
  return moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
}

class Draft {
  constructor(form) {
    this.form = form;
    this.says = form.querySelector("[data-saved-indicator]");
    this.kept = typed(form);
    this.sending = false;
    this.leaving = false;
    form.addEventListener("focusout", () => this.keep());
    // What is sent for good must not be followed by a draft of it.
    form.addEventListener("submit", (event) => {
      // Not into nothing: a browser that is offline would show a page of its own in place of what was typed.
      if (!navigator.onLine) {
        event.preventDefault();
        this.say(this.says ? this.says.dataset.offline || this.says.dataset.failed : "");
        return;
      }
      this.leaving = true;
      this.underway?.abort();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.keep());
    window.addEventListener("pageshow", () => (this.leaving = false));
    window.setInterval(() => this.keep(), EVERY);
  }

  // Said once: a live region that repeats itself is noise.
  say(words) {
    if (this.says && this.says.textContent !== words) {
      this.says.textContent = words;
    }
  }

  async keep() {
    const now = typed(this.form);
    if (this.sending || this.leaving || now === this.kept) {
      return;
    }
    this.sending = true;
    this.underway = new AbortController();
    try {
      const token = this.form.querySelector('input[name$="csrf_token"]');
      const answer = await fetch(this.form.dataset.draftUrl, {
        method: "POST",
        body: now,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
          "X-CSRFToken": token ? token.value : "",
          "X-Requested-With": "XMLHttpRequest",
        },
        credentials: "same-origin",
        redirect: "manual",
        signal: this.underway.signal,
        // A browser sends at most 64 KB after the page is gone; more than that waits for the next turn.
        keepalive: now.length < 60_000,
      });
      if (answer.ok) {
        this.kept = now;
        this.form.dataset.kept = "yes";
        this.say(`${this.says ? this.says.dataset.saved : ""} ${await savedAt(answer)}`.trim());
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        this.say(this.says ? this.says.dataset.signedOut : "");
      } else {
        this.say(this.says ? this.says.dataset.failed : "");
      }
    } catch {
      if (this.leaving) {
        return;
      }
      this.say(this.says ? this.says.dataset.failed : "");
    } finally {
      this.sending = false;
    }
  }
}

// The server says when it saved ({"saved_at": "10:42"}); where it says nothing, the time here in London.
async function savedAt(answer) {
  if ((answer.headers.get("Content-Type") || "").includes("application/json")) {
    const told = await answer.json();
    if (told.saved_at) {
      return told.saved_at;
    }
  }
  return london(new Date());
}

// For a form that came after the page.
export function keepDraft(form) {
  return new Draft(form);
}

export function keepDrafts() {
  document.querySelectorAll("form[data-draft-url]").forEach(keepDraft);
}
